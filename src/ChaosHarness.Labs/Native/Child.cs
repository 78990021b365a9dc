namespace ChaosHarness.Labs.Native;

/// <summary>Starts a program at the end of a walk.</summary>
internal static unsafe class Child
{
    private const int RoomForOpaqueStructures = 1024;

    /// <summary>Gives the process's id; it is the caller's to wait for.</summary>
    /// <exception cref="LabException">A step failed, or the program could not be started.</exception>
    internal static int Start(Steps steps, ChildStart start) => Start(steps, start, Walker.Run);

    /// <summary>The same here, by the calling thread itself.</summary>
    internal static int StartHere(ChildStart start)
    {
        using var nowhere = new Steps();
        return Start(nowhere, start, Walker.RunHere);
    }

    private delegate WalkResult Run(Steps steps, NativeProgram* program);

    private static int Start(Steps steps, ChildStart start, Run run)
    {
        using var text = new UnmanagedText();
        byte* files = stackalloc byte[RoomForOpaqueStructures];
        byte* attributes = stackalloc byte[RoomForOpaqueStructures];
        Posix.Initialize(files, attributes);
        try
        {
            foreach (var (from, to) in start.Descriptors)
                Posix.AddDuplicate(files, from, to);
            Posix.ResetSignals(attributes);
            var program = new NativeProgram
            {
                Paths = text.AddList(Candidates(start.Arguments[0])),
                Arguments = text.AddList(start.Arguments),
                Environment = text.AddList([.. start.Environment.Select(e => $"{e.Key}={e.Value}")]),
                Files = files,
                Attributes = attributes,
            };
            return Checked(steps, start, run(steps, &program));
        }
        finally
        {
            Posix.Destroy(files, attributes);
        }
    }

    /// <summary>Walks without starting anything.</summary>
    internal static void Walk(Steps steps)
    {
        var result = Walker.Run(steps, null);
        if (result.Error != 0)
            throw Failure(steps.Describe(result.FailedStep), result.Error);
    }

    private static int Checked(Steps steps, ChildStart start, WalkResult result) => result switch
    {
        { Error: 0 } => result.Pid,
        _ when result.FailedStep < steps.Count => throw Failure(steps.Describe(result.FailedStep), result.Error),
        { Error: Libc.NoEntry } => throw new LabException($"{start.Arguments[0]}: no such program there"),
        _ => throw Failure(start.Arguments[0], result.Error),
    };

    private static LabException Failure(string what, int error) =>
        new($"{what}: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)}");

    private static IReadOnlyList<string> Candidates(string program) =>
        program.Contains('/') ? [program] : [.. ChildStart.SearchPath.Select(folder => $"{folder}/{program}")];
}
