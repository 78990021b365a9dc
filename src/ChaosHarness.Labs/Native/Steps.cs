using System.Runtime.InteropServices;

namespace ChaosHarness.Labs.Native;

/// <summary>The things a thread can do on its way into a namespace.</summary>
internal enum StepKind
{
    Unshare, EnterNamespace, Mount, Unmount, ChangeRoot, ChangeFolder, PivotRoot, MakeFolder, Link, HostName,
    DropCapability, MakeReadOnly, Touch,
}

/// <summary>A step in unmanaged memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeStep
{
    public StepKind Kind;
    public int Number;
    public ulong Flags;
    public byte* A;
    public byte* B;
    public byte* C;
    public byte* D;
}

/// <summary>Steps that lead a thread to where a process is to be started, laid out in unmanaged memory.</summary>
internal sealed unsafe class Steps : IDisposable
{
    internal const ulong NewMount = 0x20000, NewUts = 0x4000000, NewIpc = 0x8000000, NewPid = 0x20000000,
        NewNet = 0x40000000, OwnFolder = 0x200;

    internal const ulong ReadOnly = 1, NoSuid = 2, NoDev = 4, NoExec = 8, Bind = 0x1000, Recursive = 0x4000;

    private readonly List<NativeStep> _steps = [];
    private readonly List<string> _words = [];
    private readonly UnmanagedText _text = new();

    internal int Count => _steps.Count;

    internal ReadOnlySpan<NativeStep> Native => CollectionsMarshal.AsSpan(_steps);

    /// <summary>How a person would write a step, for error messages.</summary>
    internal string Describe(int index) => _words[index];

    internal Steps Unshare(ulong flags) => Add(StepKind.Unshare, "unshare", flags: flags | OwnFolder);

    /// <summary>Enters namespaces of the process or the one namespace that a descriptor stands for.</summary>
    internal Steps Enter(int fd, ulong flags) =>
        // A mount namespace can only be entered with a root folder that is shared with no other thread.
        Unshare(0).Add(StepKind.EnterNamespace, "setns", fd, flags);

    internal Steps Mount(string source, string target, string type, ulong flags = 0, string? data = null) =>
        Add(StepKind.Mount, $"mount -t {type} {source} {target} {data}", 0, flags, source, target, type, data);

    internal Steps UnmountLazily(string target) => Add(StepKind.Unmount, $"umount -l {target}", 2, a: target);

    internal Steps BindMount(string source, string target) => Mount(source, target, "none", Bind | Recursive);

    /// <summary>Makes a mount read-only, and those below it where that is asked.</summary>
    internal Steps MakeReadOnly(string target, bool recursive) => Add(
        StepKind.MakeReadOnly, $"mount -o remount,ro {target}", recursive ? 0x8000 : 0, a: target);

    internal Steps MakeFolder(string path, int mode = 0b111_101_101) =>
        Add(StepKind.MakeFolder, $"mkdir {path}", mode, a: path);

    internal Steps Touch(string path) => Add(StepKind.Touch, $"touch {path}", a: path);

    internal Steps Link(string target, string path) => Add(StepKind.Link, $"ln -s {target} {path}", a: target, b: path);

    internal Steps HostName(string name) =>
        Add(StepKind.HostName, $"hostname {name}", System.Text.Encoding.UTF8.GetByteCount(name), a: name);

    internal Steps ChangeRoot(string path) =>
        Add(StepKind.ChangeRoot, $"chroot {path}", a: path).Add(StepKind.ChangeFolder, "cd /", a: "/");

    internal Steps DropCapability(int capability) =>
        Add(StepKind.DropCapability, $"drop capability {capability}", capability);

    /// <summary>Makes a mount point the root of this mount namespace and takes the old root away.</summary>
    internal Steps PivotRoot(string path) => Add(StepKind.ChangeFolder, $"cd {path}", a: path)
        .Add(StepKind.PivotRoot, $"pivot_root . . (in {path})", a: ".", b: ".")
        .Add(StepKind.Unmount, "umount -l . (the old root)", 2, a: ".")
        .Add(StepKind.ChangeFolder, "cd /", a: "/");

    public void Dispose() => _text.Dispose();

    private Steps Add(StepKind kind, string words, int number = 0, ulong flags = 0, string? a = null, string? b = null,
        string? c = null, string? d = null)
    {
        _steps.Add(new NativeStep
        {
            Kind = kind, Number = number, Flags = flags,
            A = _text.Add(a), B = _text.Add(b), C = _text.Add(c), D = _text.Add(d),
        });
        _words.Add(words.TrimEnd());
        return this;
    }
}
