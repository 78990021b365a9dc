using System.Text;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Clients.Http;

namespace ChaosHarness.Tests.Workloads;

public sealed class HttpResponseTests
{
    [Theory]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-Served-By: web1\r\nx-store-node: 10.0.0.1:6379\r\n\r\n{}", 201, "{}", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n", 200, "abcdefg", true)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nTrailer: t\r\n\r\n", 200, "a", true)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "", true)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", 200, "x", true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", 200, "x", false)]
    [InlineData("HTTP/1.0 503 Service Unavailable\r\nContent-Length: 1\r\n\r\nx", 503, "x", false)]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200, "", true)]
    public void Is_complete_with_its_last_byte_and_not_before(string text, int status, string body, bool keepAlive)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int length = 0; length < bytes.Length; length++)
            Assert.Equal(Reading.Incomplete, HttpResponse.Read(bytes.AsSpan(0, length).ToArray(), false, out _));

        byte[] more = [.. bytes, (byte)'!'];
        Assert.Equal(Reading.Complete, HttpResponse.Read(more, false, out var response));
        Assert.Equal(status, response.Status);
        Assert.Equal(body, Encoding.ASCII.GetString(response.Body));
        Assert.Equal(keepAlive, response.KeepAlive);
        Assert.Equal(bytes.Length, response.Length);
    }

    [Fact]
    public void Ends_with_the_connection_when_nothing_says_where_it_ends()
    {
        byte[] bytes = "HTTP/1.1 200 OK\r\n\r\nall there is"u8.ToArray();

        Assert.Equal(Reading.Incomplete, HttpResponse.Read(bytes, false, out _));
        Assert.Equal(Reading.Complete, HttpResponse.Read(bytes, true, out var response));
        Assert.False(response.KeepAlive);
        Assert.Equal("all there is", Encoding.ASCII.GetString(response.Body));
    }

    [Theory]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("-ERR unknown command\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n")]
    public void Refuses_what_is_not_the_protocol(string text) =>
        Assert.Equal(Reading.Malformed, HttpResponse.Read(Encoding.ASCII.GetBytes(text), false, out _));

    [Fact]
    public void Refuses_a_head_without_end() =>
        Assert.Equal(Reading.Malformed, HttpResponse.Read(new byte[20_000], false, out _));
}
