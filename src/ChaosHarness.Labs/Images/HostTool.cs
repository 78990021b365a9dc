using System.Diagnostics;

namespace ChaosHarness.Labs.Images;

/// <summary>Runs a program of the host to its end.</summary>
internal static class HostTool
{
    private const int KeptLines = 12;

    /// <summary>Gives every line the program writes to <paramref name="line"/>.</summary>
    /// <exception cref="LabException">It failed; the message holds the command and its last lines.</exception>
    internal static async Task RunAsync(
        string program, IReadOnlyList<string> arguments, Action<string> line, CancellationToken ct)
    {
        var last = new Queue<string>();
        int code = await RunAnyAsync(program, arguments, text =>
        {
            lock (last)
            {
                last.Enqueue(text);
                if (last.Count > KeptLines)
                    last.Dequeue();
            }
            line(text);
        }, ct);
        if (code != 0)
            throw new LabException(
                $"'{program} {string.Join(' ', arguments)}' ended with {code}:\n{string.Join('\n', last)}");
    }

    /// <summary>The same, giving the exit code.</summary>
    internal static async Task<int> RunAnyAsync(
        string program, IReadOnlyList<string> arguments, Action<string> line, CancellationToken ct)
    {
        using var process = new Process { StartInfo = StartInfo(program, arguments) };
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            throw;
        }
        return process.ExitCode;

        void Take(string? text)
        {
            if (!string.IsNullOrWhiteSpace(text))
                line(text);
        }
    }

    /// <summary>Gives it the chance to clean up, as mmdebstrap does, before it is killed.</summary>
    private static async Task EndAsync(Process process)
    {
        const int terminate = 15;
        _ = Native.Libc.SendSignal(process.Id, terminate);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments)
    {
        var info = new ProcessStartInfo(Find(program) ?? throw new LabException($"{program} is not installed"))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (string argument in arguments)
            info.ArgumentList.Add(argument);
        info.Environment["LC_ALL"] = "C.UTF-8";
        info.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        return info;
    }

    /// <summary>Where a program is, the administrator's folders included, or null.</summary>
    internal static string? Find(string program) =>
        Native.ChildStart.SearchPath.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
