#!/bin/bash
# Starts HAProxy. When all machines are switched on at once it finds no server that answers, and holds each for down until
# two checks, of three seconds, have passed. As on a running site, the first start waits until the members are well.
started=/var/lib/haproxy/lab-started
well() {
    exec 3<>"/dev/tcp/$1/8008" || return
    printf 'GET /health HTTP/1.0\r\n\r\n' >&3
    read -r -t 1 _ status _ <&3
    [ "$status" = 200 ]
} 2>/dev/null

for member in pg1 pg2 pg3; do
    until [ -e "$started" ] || (well "$member") || [ "$SECONDS" -ge 20 ]; do
        sleep 0.1
    done
done
touch "$started"
exec haproxy -db -f /etc/haproxy/haproxy.cfg
