#!/bin/sh
# Starts Patroni. One member makes the cluster and the others join when it has a leader, as operators do it: a Patroni that
# finds no leader looks again only after loop_wait.
leader() {
${if etcd = v2}     ETCDCTL_API=2 etcdctl get "/service/${scope}/leader" 2>/dev/null
${if etcd = v3}     ETCDCTL_API=3 etcdctl get --print-value-only "/service/${scope}/leader" 2>/dev/null
}

if [ "${node.name}" != pg1 ] && [ ! -e "/var/lib/postgresql/15/${scope}/PG_VERSION" ]; then
    tries=150
    until [ -n "$(leader)" ] || [ "$tries" = 0 ]; do
        tries=$((tries - 1))
        sleep 0.2
    done
fi
exec patroni /etc/patroni/config.yml
