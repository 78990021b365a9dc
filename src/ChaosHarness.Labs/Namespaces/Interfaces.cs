using System.Net;
using System.Text;
using ChaosHarness.Labs.Native;

namespace ChaosHarness.Labs.Namespaces;

/// <summary>Sets up interfaces of a network namespace with the old ioctl calls, which need no program.</summary>
internal static unsafe class Interfaces
{
    private const int Inet = 2, Datagram = 2, NameLength = 16, RequestLength = 40;
    private const nuint GetFlags = 0x8913, SetFlags = 0x8914, SetAddress = 0x8916, SetBroadcast = 0x891a,
        SetMask = 0x891c;
    private const short Up = 1;

    /// <summary>Brings up the loopback interface of this process's own namespace.</summary>
    internal static void BringUpLoopback()
    {
        int own = Libc.Open("/proc/self/ns/net", Libc.CloseOnExec, 0);
        try
        {
            Configure(own, (socket, request) => BringUp(socket, request, "lo"));
        }
        finally
        {
            _ = Libc.Close(own);
        }
    }

    /// <summary>Brings up the loopback interface and <c>eth0</c> with an address in a namespace.</summary>
    internal static void Configure(int netNamespace, IPAddress address, int prefix) =>
        Configure(netNamespace, (socket, request) =>
        {
            BringUp(socket, request, "lo");
            uint mask = prefix == 0 ? 0 : uint.MaxValue << (32 - prefix);
            uint number = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
            Set(socket, request, SetAddress, number);
            Set(socket, request, SetMask, mask);
            Set(socket, request, SetBroadcast, number | ~mask);
            BringUp(socket, request, "eth0");
        });

    private delegate void Configuration(int socket, byte* request);

    private static void Configure(int netNamespace, Configuration configuration)
    {
        int socket = Walker.Socket(netNamespace, Inet, Datagram, 0);
        if (socket < 0)
            throw new LabException(
                $"no socket in a node's network: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(-socket)}");
        byte* request = stackalloc byte[RequestLength];
        try
        {
            configuration(socket, request);
        }
        finally
        {
            _ = Libc.Close(socket);
        }
    }

    private static void BringUp(int socket, byte* request, string name)
    {
        Name(request, name);
        Call(socket, GetFlags, request);
        *(short*)(request + NameLength) |= Up;
        Call(socket, SetFlags, request);
    }

    private static void Set(int socket, byte* request, nuint what, uint address)
    {
        Name(request, "eth0");
        *(short*)(request + NameLength) = Inet;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(
            new Span<byte>(request + NameLength + 4, 4), address);
        Call(socket, what, request);
    }

    private static void Name(byte* request, string name)
    {
        new Span<byte>(request, RequestLength).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, NameLength - 1));
    }

    private static void Call(int socket, nuint what, byte* request)
    {
        if (Libc.Control(socket, what, request) < 0)
            throw new LabException($"a network interface cannot be set up: {Libc.LastError}");
    }
}
