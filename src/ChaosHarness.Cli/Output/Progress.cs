using ChaosHarness.Running;
using Spectre.Console;

namespace ChaosHarness.Cli.Output;

/// <summary>
/// Says what a run is doing: lines with the seconds since the start, and below them, on a terminal, one status line
/// that is overwritten. Where there is no terminal the status is repeated every ten seconds instead.
/// </summary>
internal sealed class Progress(TimeProvider clock) : IRunProgress, IDisposable
{
    private static readonly TimeSpan PlainPeriod = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _lastPlain = TimeSpan.Zero;
    private string _status = "";

    public void Say(string text)
    {
        lock (_gate)
        {
            Erase();
            Terminal.Error.MarkupLineInterpolated($"[grey]{Elapsed.TotalSeconds,7:0.0} s[/]  {text}");
            Draw();
        }
    }

    public void Status(string text)
    {
        lock (_gate)
        {
            if (Terminal.Interactive)
            {
                Erase();
                _status = text;
                Draw();
            }
            else if (Elapsed - _lastPlain >= PlainPeriod && text.Length > 0)
            {
                _lastPlain = Elapsed;
                Terminal.Error.WriteLine($"{Elapsed.TotalSeconds,7:0.0} s  {text}");
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Erase();
            _status = "";
        }
    }

    private TimeSpan Elapsed => clock.GetElapsedTime(_start);

    private void Erase()
    {
        if (_status.Length > 0 && Terminal.Interactive)
            Console.Error.Write("\r\e[2K");
    }

    private void Draw()
    {
        if (_status.Length == 0 || !Terminal.Interactive)
            return;
        string line = $"{Elapsed.TotalSeconds,7:0.0} s  {_status}";
        int width = Math.Max(20, Terminal.Error.Profile.Width - 1);
        Console.Error.Write(line.Length > width ? line[..width] : line);
    }
}
