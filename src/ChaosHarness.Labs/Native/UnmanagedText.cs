using System.Runtime.InteropServices;

namespace ChaosHarness.Labs.Native;

/// <summary>Strings and string lists as the C library wants them; freed together.</summary>
internal sealed unsafe class UnmanagedText : IDisposable
{
    private readonly List<nint> _texts = [];
    private readonly List<nint> _lists = [];

    internal byte* Add(string? text)
    {
        if (text is null)
            return null;
        nint memory = Marshal.StringToCoTaskMemUTF8(text);
        _texts.Add(memory);
        return (byte*)memory;
    }

    /// <summary>A list with a null at its end.</summary>
    internal byte** AddList(IReadOnlyList<string> texts)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        _lists.Add((nint)list);
        for (int i = 0; i < texts.Count; i++)
            list[i] = Add(texts[i]);
        return list;
    }

    public void Dispose()
    {
        foreach (nint text in _texts)
            Marshal.FreeCoTaskMem(text);
        foreach (nint list in _lists)
            NativeMemory.Free((void*)list);
        _texts.Clear();
        _lists.Clear();
    }
}
