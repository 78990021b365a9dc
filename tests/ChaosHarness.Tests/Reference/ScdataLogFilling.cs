using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Scdata;
using Scdata.Hosting;
using Scdata.Log;
using Shared;

namespace ChaosHarness.Tests.Reference;

public sealed class ScdataLogFilling : IDisposable
{
    private const long Size = 300 << 10;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chaos-scdata-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_filled_log_is_one_that_a_database_reads_and_goes_on_with()
    {
        LogPosition end = LogFilling.Fill(_folder.FullName, Size, TimeProvider.System);

        Replica replica = new(new ReplayPace(0, TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        Assert.False(replica.CaughtUp);
        using SafeFileHandle file = LogLock.TryTake(LogPath, create: false)!;
        (long applied, long tail) = replica.CatchUp(file, TestContext.Current.CancellationToken);
        LogWriter next = new(file, replica.Log!, replica.Position, "n1", TimeProvider.System);

        Assert.Equal((end.LastId, 0), (applied, tail));
        Assert.True(replica.CaughtUp);
        Assert.InRange(new FileInfo(LogPath).Length, Size, Size + (200 << 10));
        Assert.Equal(2u, next.Incarnation);
        Assert.NotEmpty(replica.Tables.Document("fill-1").ToArray());
        Assert.Equal(100, replica.Tables.Register("fill-1")!.Length);
        Assert.NotEqual(0, replica.Tables.Counter("fill-1"));
        Assert.Empty(replica.Tables.Document("1").ToArray());
    }

    [Fact]
    public void All_keys_begin_alike_so_that_they_can_be_left_out()
    {
        LogFilling.Fill(_folder.FullName, Size, TimeProvider.System);

        using SafeFileHandle file = File.OpenHandle(LogPath);
        string[] lines = [.. ScdataLogFile.Read(file).Lines];
        Assert.Equal("takeover", lines[0].Split(' ')[1], ignoreCase: true);
        Assert.All(lines[1..], l => Assert.StartsWith(LogFilling.KeyPrefix, l.Split(' ')[2], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("transactions.log")]
    [InlineData("transactions.log.filling")]
    public void What_is_there_is_never_overwritten(string name)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, "precious");

        Assert.Contains(name, Assert.Throws<LogExistsException>(
            () => LogFilling.Fill(_folder.FullName, Size, TimeProvider.System)).Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(path));
        Assert.Equal(ExitCodes.LogExists, LogFilling.Run(_folder.FullName, Size));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_not_made() =>
        Assert.Equal(ExitCodes.NoLog, LogFilling.Run(Path.Combine(_folder.FullName, "csv"), Size));

    [Theory]
    [InlineData("64k", 65536L)]
    [InlineData("512m", 512L << 20)]
    [InlineData("1g", 1L << 30)]
    [InlineData("0m", null)]
    [InlineData("1.5g", null)]
    [InlineData("64", null)]
    [InlineData("m", null)]
    [InlineData("2048g", null)]
    [InlineData("1G", null)]
    public void Reads_sizes(string text, long? bytes) => Assert.Equal(bytes, OptionValues.ParseSize(text));

    private string LogPath => Path.Combine(_folder.FullName, "transactions.log");
}
