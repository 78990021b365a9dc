using System.Runtime.InteropServices;

namespace ChaosHarness.Labs.Native;

/// <summary>posix_spawn's settings, which live in structures only the C library knows.</summary>
internal static unsafe partial class Posix
{
    private const string Name = "libc.so.6";
    private const short SetSignalDefaults = 4, SetSignalMask = 8, NewSession = 0x80;

    /// <summary>
    /// Own session, no signal blocked, none ignored: the runtime ignores SIGPIPE, and programs inherit that.
    /// </summary>
    internal static void ResetSignals(void* attributes)
    {
        byte* set = stackalloc byte[128];
        _ = EmptySet(set);
        _ = SetMask(attributes, set);
        _ = FillSet(set);
        _ = SetDefaults(attributes, set);
        _ = SetFlags(attributes, SetSignalDefaults | SetSignalMask | NewSession);
    }

    internal static void Initialize(void* files, void* attributes)
    {
        _ = InitializeFiles(files);
        _ = InitializeAttributes(attributes);
    }

    internal static void Destroy(void* files, void* attributes)
    {
        _ = DestroyFiles(files);
        _ = DestroyAttributes(attributes);
    }

    internal static void AddDuplicate(void* files, int from, int to) => _ = AddDup2(files, from, to);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeFiles(void* files);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyFiles(void* files);

    [LibraryImport(Name, EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(void* attributes);

    [LibraryImport(Name, EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(void* attributes);

    [LibraryImport(Name, EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDup2(void* files, int from, int to);

    [LibraryImport(Name, EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(void* attributes, short flags);

    [LibraryImport(Name, EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(void* attributes, void* set);

    [LibraryImport(Name, EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(void* attributes, void* set);

    [LibraryImport(Name, EntryPoint = "sigemptyset")]
    private static partial int EmptySet(void* set);

    [LibraryImport(Name, EntryPoint = "sigfillset")]
    private static partial int FillSet(void* set);
}
