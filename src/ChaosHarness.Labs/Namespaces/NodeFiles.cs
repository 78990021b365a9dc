using System.Text;
using ChaosHarness.Labs.Native;
using ChaosHarness.Scenarios;
using Microsoft.Win32.SafeHandles;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>
/// Files below a folder that is a node's root. Every path is looked up as if that folder were <c>/</c>, symbolic links
/// included, so that nothing outside it is ever touched.
/// </summary>
internal sealed class NodeFiles : IDisposable
{
    private const int PathOnly = 0x200000, Folder = 0x10000;
    private const int WriteOnly = 1, Create = 0x40, Truncate = 0x200, Append = 0x400;
    private readonly int _root;

    internal NodeFiles(string root)
    {
        _root = Libc.Open(root, PathOnly | Folder | Libc.CloseOnExec, 0);
        if (_root < 0)
            throw new LabException($"{root} cannot be opened: {Libc.LastError}");
    }

    /// <summary>Writes a file or makes a folder as specified.</summary>
    internal void Write(FileSpec file, Accounts accounts)
    {
        var owner = accounts[file.Owner];
        MakeFolders(file.IsFolder ? file.Path : Parent(file.Path), owner, accounts);
        using var handle = file.IsFolder
            ? Open(file.Path, Folder, 0)
            : Open(file.Path, WriteOnly | Create | Truncate, file.Mode);
        if (!file.IsFolder)
            RandomAccess.Write(handle, Encoding.UTF8.GetBytes(file.Content), 0);
        Own(handle, owner, accounts.GroupOf(owner), file.Mode, file.Path);
    }

    /// <summary>Opens a file to append to, and makes it where it is missing.</summary>
    internal SafeFileHandle OpenAppend(string path) => Open(path, WriteOnly | Create | Append, 0b110_100_100);

    /// <summary>Opens a file for reading.</summary>
    internal SafeFileHandle OpenRead(string path) => Open(path, 0, 0);

    internal string ReadText(string path)
    {
        using var reader = new StreamReader(new FileStream(OpenRead(path), FileAccess.Read, 4096));
        return reader.ReadToEnd();
    }

    /// <summary>
    /// A short path of this process to a file of the node, for calls that take nothing else; it works as long as the
    /// handle lives.
    /// </summary>
    internal (SafeFileHandle Folder, string Path) Reach(string path)
    {
        var folder = Open(Parent(path), PathOnly | Folder, 0);
        return (folder, $"/proc/self/fd/{folder.DangerousGetHandle()}/{Path.GetFileName(path)}");
    }

    public void Dispose() => _ = Libc.Close(_root);

    private void MakeFolders(string path, Account owner, Accounts accounts)
    {
        string made = "";
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = Open(made.Length == 0 ? "/" : made, PathOnly | Folder, 0);
            int at = (int)parent.DangerousGetHandle();
            if (Libc.MakeFolderAt(at, part, 0b111_101_101) == 0)
                _ = Libc.ChangeOwnerAt(at, part, owner.User, accounts.GroupOf(owner), 0);
            made += "/" + part;
        }
    }

    private static void Own(SafeFileHandle handle, Account owner, uint group, int mode, string path)
    {
        int fd = (int)handle.DangerousGetHandle();
        if (Libc.ChangeOwner(fd, owner.User, group) < 0 || Libc.ChangeMode(fd, mode) < 0)
            throw new LabException($"{path} cannot be given to {owner.Name}: {Libc.LastError}");
    }

    private SafeFileHandle Open(string path, int flags, int mode)
    {
        int fd = Libc.OpenInRoot(_root, path, flags, mode);
        return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw Failure(path);
    }

    private static IOException Failure(string path) =>
        System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == Libc.NoEntry
            ? new FileNotFoundException($"{path}: no such file on the node", path)
            : new IOException($"{path}: {Libc.LastError}");

    private static string Parent(string path) => Path.GetDirectoryName(path) ?? "/";
}
