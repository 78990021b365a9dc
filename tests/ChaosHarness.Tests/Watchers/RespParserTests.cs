using System.Globalization;
using System.Text;
using ChaosHarness.Watchers.Redis.Resp;

namespace ChaosHarness.Tests.Watchers;

public sealed class RespParserTests
{
    [Theory]
    [InlineData("+OK\r\n", "+OK")]
    [InlineData("-ERR no such master\r\n", "-ERR no such master")]
    [InlineData(":-42\r\n", ":-42")]
    [InlineData("$5\r\na\r\nbc\r\n", "$'a\r\nbc'")]
    [InlineData("$0\r\n\r\n", "$''")]
    [InlineData("$-1\r\n", "$null")]
    [InlineData("*0\r\n", "*[]")]
    [InlineData("*-1\r\n", "*null")]
    [InlineData("*3\r\n:1\r\n*2\r\n+a\r\n$-1\r\n-E\r\n", "*[:1 *[+a $null] -E]")]
    public void Reads_every_kind_of_value(string wire, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(wire);

        Assert.True(RespParser.TryParse(bytes, out RespValue? value, out int consumed));
        Assert.Equal(expected, Show(value!));
        Assert.Equal(bytes.Length, consumed);
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("\r\n")]
    [InlineData(":1x\r\n")]
    [InlineData(":\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$99999999999\r\n")]
    [InlineData("$3\r\nabcd\r\n")]
    [InlineData("*99999999999\r\n")]
    public void Refuses_what_is_not_the_protocol(string wire) =>
        Assert.Throws<RespException>(() => RespParser.TryParse(Encoding.UTF8.GetBytes(wire), out _, out _));

    [Fact]
    public void Refuses_arrays_in_arrays_without_end() =>
        Refuses_what_is_not_the_protocol(string.Concat(Enumerable.Repeat("*1\r\n", 100)));

    [Fact]
    public void Reads_the_same_values_however_the_bytes_are_split()
    {
        Random random = new(20250107);
        for (int round = 0; round < 300; round++)
        {
            using MemoryStream wire = new();
            int count = random.Next(1, 5);
            List<string> written = [.. Enumerable.Range(0, count).Select(_ => Write(wire, random, depth: 0))];

            Assert.Equal(written, ReadInPieces(wire.ToArray(), random));
        }
    }

    [Fact]
    public void Wants_more_for_every_unfinished_value()
    {
        Random random = new(7);
        for (int round = 0; round < 100; round++)
        {
            using MemoryStream wire = new();
            Write(wire, random, depth: 0);
            byte[] bytes = wire.ToArray();

            for (int length = 0; length < bytes.Length; length++)
            {
                Assert.False(RespParser.TryParse(bytes.AsSpan(0, length), out _, out int consumed));
                Assert.Equal(0, consumed);
            }
        }
    }

    [Fact]
    public void Answers_any_bytes_with_a_value_or_a_refusal()
    {
        Random random = new(99);
        byte[] alphabet = Encoding.ASCII.GetBytes("+-:$*0123456789\r\nab\0");
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = random.GetItems(alphabet, random.Next(1, 40));
            try
            {
                bool complete = RespParser.TryParse(bytes, out RespValue? value, out int consumed);
                Assert.Equal(complete, value is not null);
                Assert.InRange(consumed, complete ? 3 : 0, complete ? bytes.Length : 0);
            }
            catch (RespException)
            {
            }
        }
    }

    [Fact]
    public void Encodes_a_command_with_lengths_in_bytes() =>
        Assert.Equal("*2\r\n$4\r\nECHO\r\n$3\r\nä!\r\n", Encoding.UTF8.GetString(RespClient.Encode("ECHO", "ä!")));

    private static List<string> ReadInPieces(byte[] wire, Random random)
    {
        List<string> values = [];
        int start = 0;
        for (int end = 0; end < wire.Length;)
        {
            end = Math.Min(wire.Length, end + random.Next(1, 12));
            while (RespParser.TryParse(wire.AsSpan(start, end - start), out RespValue? value, out int consumed))
            {
                values.Add(Show(value!));
                start += consumed;
            }
        }

        return values;
    }

    /// <summary>Writes a random value as bytes, and gives what has to be read.</summary>
    private static string Write(MemoryStream wire, Random random, int depth)
    {
        switch (random.Next(depth < 4 ? 7 : 5))
        {
            case 0: return Line(wire, "+", Word(random));
            case 1: return Line(wire, "-", Word(random));
            case 2: return Line(wire, ":", random.NextInt64(long.MinValue, 0).ToString(CultureInfo.InvariantCulture));
            case 3: Put(wire, "$-1\r\n"); return "$null";
            case 4:
                string content = Word(random) + "\r\n$1" + Word(random);
                Put(wire, $"${Encoding.UTF8.GetByteCount(content)}\r\n{content}\r\n");
                return $"$'{content}'";
            case 5: Put(wire, "*-1\r\n"); return "*null";
            default:
                int count = random.Next(5);
                Put(wire, $"*{count}\r\n");
                return $"*[{string.Join(' ', Enumerable.Range(0, count).Select(_ => Write(wire, random, depth + 1)))}]";
        }
    }

    private static string Line(MemoryStream wire, string sign, string text)
    {
        Put(wire, $"{sign}{text}\r\n");
        return sign + text;
    }

    private static string Word(Random random) => new(random.GetItems("ab0 ä:".AsSpan(), random.Next(8)));

    private static void Put(MemoryStream wire, string text) => wire.Write(Encoding.UTF8.GetBytes(text));

    private static string Show(RespValue value) => value switch
    {
        RespValue.Status status => $"+{status.Value}",
        RespValue.Error error => $"-{error.Message}",
        RespValue.Number number => string.Create(CultureInfo.InvariantCulture, $":{number.Value}"),
        RespValue.Bulk bulk => bulk.Bytes is null ? "$null" : $"$'{bulk.AsText()}'",
        RespValue.Many many => many.Items is null ? "*null" : $"*[{string.Join(' ', many.Items.Select(Show))}]",
        _ => throw new InvalidOperationException(),
    };
}
