using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace ChaosHarness.Labs.Native;

/// <summary>A program with pipes for its standard streams, started in a namespace; a child of this process.</summary>
internal sealed class ChildProcess : INodeProcess
{
    private readonly Reaped _reaped;
    private readonly Task<string> _errors;

    private ChildProcess(Reaped reaped, Pipe input, Pipe output, Pipe error)
    {
        _reaped = reaped;
        Input = new StreamWriter(Stream(PipeDirection.Out, input.Write)) { AutoFlush = true };
        Output = new StreamReader(Stream(PipeDirection.In, output.Read));
        _errors = new StreamReader(Stream(PipeDirection.In, error.Read)).ReadToEndAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    public StreamWriter Input { get; }

    /// <inheritdoc/>
    public StreamReader Output { get; }

    /// <summary>Its id as the harness sees it.</summary>
    internal int Pid => _reaped.Pid;

    internal static ChildProcess Start(FdWatcher watcher, Steps steps, ChildStart start)
    {
        Pipe input = Pipe.Create(), output = Pipe.Create(), error = Pipe.Create();
        try
        {
            int pid = Child.Start(steps, start with
            {
                Descriptors = [(input.Read, 0), (output.Write, 1), (error.Write, 2), .. start.Descriptors],
            });
            return new ChildProcess(new Reaped(watcher, pid), input, output, error);
        }
        catch
        {
            foreach (int fd in (int[])[input.Write, output.Read, error.Read])
                _ = Libc.Close(fd);
            throw;
        }
        finally
        {
            foreach (int fd in (int[])[input.Read, output.Write, error.Write])
                _ = Libc.Close(fd);
        }
    }

    /// <inheritdoc/>
    public async Task<CommandResult> WaitAsync(CancellationToken ct)
    {
        int code = await _reaped.ExitCode.WaitAsync(ct);
        return new CommandResult(code, "", await _errors.WaitAsync(ct));
    }

    /// <summary>Waits for its end with nothing on its standard input; a cancelled wait kills it.</summary>
    internal async Task<CommandResult> CompleteAsync(string? input, CancellationToken ct)
    {
        try
        {
            var output = Output.ReadToEndAsync(ct);
            await WriteAsync(input, ct);
            string text = await output;
            var result = await WaitAsync(ct);
            return result with { Output = text };
        }
        finally
        {
            await DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _reaped.Kill();
        await _reaped.ExitCode;
        try
        {
            await Input.DisposeAsync();
        }
        catch (IOException)
        {
            // It was gone before it read everything.
        }
        Output.Dispose();
    }

    private async Task WriteAsync(string? input, CancellationToken ct)
    {
        try
        {
            if (input is not null)
                await Input.WriteAsync(input.AsMemory(), ct);
            Input.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says more.
        }
    }

    private static AnonymousPipeClientStream Stream(PipeDirection direction, int fd) =>
        new(direction, new SafePipeHandle(fd, ownsHandle: true));
}
