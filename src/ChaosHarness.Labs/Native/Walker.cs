using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ChaosHarness.Labs.Native;

/// <summary>What became of a walk.</summary>
/// <param name="FailedStep">The step that failed; -1 for none, the number of steps when starting the program failed.</param>
/// <param name="Error">The system's error number, 0 for none.</param>
/// <param name="Pid">The started process, 0 for none.</param>
internal readonly record struct WalkResult(int FailedStep, int Error, int Pid);

/// <summary>A program to start at the end of a walk, in unmanaged memory.</summary>
internal unsafe struct NativeProgram
{
    public byte** Paths;
    public byte** Arguments;
    public byte** Environment;
    public void* Files;
    public void* Attributes;
}

/// <summary>
/// Walks a thread through <see cref="Steps"/> and starts a program there.
/// </summary>
/// <remarks>
/// A thread that stands in other namespaces must not start threads: they would inherit its root folder, and with a
/// changed pid namespace the kernel refuses them. The runtime starts threads where it likes (thread pool, tiered
/// compilation), so the walk is one method, compiled in full beforehand, that calls nothing managed, and its thread
/// ends right after it.
/// </remarks>
internal static unsafe class Walker
{
    private static readonly nint Library = NativeLibrary.Load("libc.so.6");
    private static readonly delegate* unmanaged<int, int> UnshareCall = (delegate* unmanaged<int, int>)Get("unshare");
    private static readonly delegate* unmanaged<int, int, int> SetNsCall =
        (delegate* unmanaged<int, int, int>)Get("setns");
    private static readonly delegate* unmanaged<byte*, byte*, byte*, ulong, byte*, int> MountCall =
        (delegate* unmanaged<byte*, byte*, byte*, ulong, byte*, int>)Get("mount");
    private static readonly delegate* unmanaged<byte*, int, int> UnmountCall =
        (delegate* unmanaged<byte*, int, int>)Get("umount2");
    private static readonly delegate* unmanaged<byte*, int> ChrootCall = (delegate* unmanaged<byte*, int>)Get("chroot");
    private static readonly delegate* unmanaged<byte*, int> ChdirCall = (delegate* unmanaged<byte*, int>)Get("chdir");
    private static readonly delegate* unmanaged<byte*, int, int> MkdirCall =
        (delegate* unmanaged<byte*, int, int>)Get("mkdir");
    private static readonly delegate* unmanaged<byte*, byte*, int> SymlinkCall =
        (delegate* unmanaged<byte*, byte*, int>)Get("symlink");
    private static readonly delegate* unmanaged<byte*, int, int> CreatCall =
        (delegate* unmanaged<byte*, int, int>)Get("creat");
    private static readonly delegate* unmanaged<int, int> CloseCall = (delegate* unmanaged<int, int>)Get("close");
    private static readonly delegate* unmanaged<byte*, nint, int> HostNameCall =
        (delegate* unmanaged<byte*, nint, int>)Get("sethostname");
    private static readonly delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint> SystemCall =
        (delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint>)Get("syscall");
    private static readonly delegate* unmanaged<int, nuint, nuint, nuint, nuint, int> PrctlCall =
        (delegate* unmanaged<int, nuint, nuint, nuint, nuint, int>)Get("prctl");
    private static readonly delegate* unmanaged<int*, byte*, void*, void*, byte**, byte**, int> SpawnCall =
        (delegate* unmanaged<int*, byte*, void*, void*, byte**, byte**, int>)Get("posix_spawn");
    private static readonly delegate* unmanaged<int, int, int, int> SocketCall =
        (delegate* unmanaged<int, int, int, int>)Get("socket");
    private static readonly delegate* unmanaged<byte*, int, int> OpenCall =
        (delegate* unmanaged<byte*, int, int>)Get("open");
    private static readonly delegate* unmanaged<int*> ErrnoCall = (delegate* unmanaged<int*>)Get("__errno_location");

    private static readonly nint PivotRootNumber =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 41 : 155;

    private static readonly int OwnPidNamespace = Libc.Open("/proc/self/ns/pid", Libc.CloseOnExec, 0);
    private static readonly int OwnNetNamespace = Libc.Open("/proc/self/ns/net", Libc.CloseOnExec, 0);

    /// <summary>Walks on a thread of its own.</summary>
    internal static WalkResult Run(Steps steps, NativeProgram* program)
    {
        var result = new WalkResult(0, 0, 0);
        fixed (NativeStep* native = steps.Native)
        {
            nint first = (nint)native;
            int count = steps.Count;
            nint what = (nint)program;
            var thread = new Thread(
                () => result = Walk((NativeStep*)first, count, (NativeProgram*)what), maxStackSize: 256 * 1024);
            thread.Start();
            thread.Join();
        }
        return result;
    }

    /// <summary>Starts a program from the calling thread, where it is.</summary>
    internal static WalkResult RunHere(Steps steps, NativeProgram* program) =>
        steps.Count == 0 ? Walk(null, 0, program) : throw new ArgumentException("a walk needs its own thread");

    /// <summary>Walks on the calling thread, which must end right after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static WalkResult Walk(NativeStep* steps, int count, NativeProgram* program)
    {
        // struct mount_attr: attributes to set, to clear, propagation, user namespace
        ulong* readOnly = stackalloc ulong[4] { Steps.ReadOnly, 0, 0, 0 };
        int error = 0;
        int index = 0;
        int pid = 0;
        for (; index < count && error == 0; index++)
        {
            NativeStep* step = steps + index;
            int result = 0;
            switch (step->Kind)
            {
                case StepKind.Unshare: result = UnshareCall((int)step->Flags); break;
                case StepKind.EnterNamespace: result = SetNsCall(step->Number, (int)step->Flags); break;
                case StepKind.Mount: result = MountCall(step->A, step->B, step->C, step->Flags, step->D); break;
                case StepKind.Unmount: result = UnmountCall(step->A, step->Number); break;
                case StepKind.ChangeRoot: result = ChrootCall(step->A); break;
                case StepKind.ChangeFolder: result = ChdirCall(step->A); break;
                case StepKind.MakeFolder: result = MkdirCall(step->A, step->Number); break;
                case StepKind.Link: result = SymlinkCall(step->A, step->B); break;
                case StepKind.HostName: result = HostNameCall(step->A, step->Number); break;
                case StepKind.DropCapability: result = PrctlCall(24, (nuint)step->Number, 0, 0, 0); break;
                case StepKind.PivotRoot:
                    result = (int)SystemCall(PivotRootNumber, (nint)step->A, (nint)step->B, 0, 0, 0);
                    break;
                case StepKind.MakeReadOnly:
                    result = (int)SystemCall(442, -100, (nint)step->A, step->Number, (nint)readOnly, 32);
                    break;
                case StepKind.Touch:
                    result = CreatCall(step->A, 0b110_110_110);
                    if (result >= 0)
                        result = CloseCall(result);
                    break;
            }
            if (result < 0 && !(step->Kind == StepKind.MakeFolder && *ErrnoCall() == Libc.Exists))
                error = *ErrnoCall();
        }
        if (error == 0 && program != null)
        {
            error = Libc.NoEntry;
            for (byte** path = program->Paths; *path != null && error == Libc.NoEntry; path++)
                error = SpawnCall(&pid, *path, program->Files, program->Attributes, program->Arguments,
                    program->Environment);
            index++;
        }
        SetNsCall(OwnPidNamespace, (int)Steps.NewPid);
        return new WalkResult(error == 0 ? -1 : index - 1, error, error == 0 ? pid : 0);
    }

    /// <summary>Makes a socket in a network namespace; the thread is back in its own one when this returns.</summary>
    /// <returns>The socket's descriptor, or the negative error number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Socket(int netNamespace, int family, int type, int protocol)
    {
        if (SetNsCall(netNamespace, (int)Steps.NewNet) < 0)
            return -*ErrnoCall();
        int socket = SocketCall(family, type | Libc.CloseOnExec, protocol);
        int result = socket < 0 ? -*ErrnoCall() : socket;
        return SetNsCall(OwnNetNamespace, (int)Steps.NewNet) < 0 ? -*ErrnoCall() : result;
    }

    /// <summary>Makes a network namespace; the thread is back in its own one when this returns.</summary>
    /// <returns>A descriptor of the new one, or the negative error number.</returns>
    internal static int NewNetwork()
    {
        nint path = Marshal.StringToCoTaskMemUTF8("/proc/thread-self/ns/net");
        int result = NewNetwork((byte*)path);
        Marshal.FreeCoTaskMem(path);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int NewNetwork(byte* path)
    {
        if (UnshareCall((int)Steps.NewNet) < 0)
            return -*ErrnoCall();
        int opened = OpenCall(path, Libc.CloseOnExec);
        int result = opened < 0 ? -*ErrnoCall() : opened;
        return SetNsCall(OwnNetNamespace, (int)Steps.NewNet) < 0 ? -*ErrnoCall() : result;
    }

    static Walker()
    {
        // The walk must not be what initialises this class.
    }

    private static nint Get(string name) => NativeLibrary.GetExport(Library, name);
}
