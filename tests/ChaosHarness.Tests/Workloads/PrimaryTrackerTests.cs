using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ChaosHarness.Histories;
using ChaosHarness.Workloads.Clients;
using ChaosHarness.Workloads.Clients.Postgres;

namespace ChaosHarness.Tests.Workloads;

public sealed class PrimaryTrackerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follows_the_primary_when_it_becomes_another_one_after_nobody_was()
    {
        await using GreetingServer one = new("one", Role.Primary), two = new("two", Role.Standby), mute = new("mute", Role.Mute);
        await using PrimaryClient client = new(
            [one.Endpoint, mute.Endpoint, two.Endpoint],
            new PgGreeting(new Dictionary<string, string>(), "test"), reuse: true, TimeProvider.System);
        await client.OpenAsync(Ct);
        await ServedByAsync(client, "one");

        one.Become(Role.Starting);
        for (int i = 0; i < 20; i++)
            Assert.NotEqual(Outcome.Ok, (await AskAsync(client)).Outcome);
        two.Become(Role.Primary);
        one.Become(Role.Standby);

        await ServedByAsync(client, "two");
    }

    private static async Task ServedByAsync(PrimaryClient client, string server)
    {
        Reply reply = default;
        for (int i = 0; i < 200 && (reply.Outcome != Outcome.Ok || reply.Server != server); i++)
        {
            reply = await AskAsync(client);
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, Ct);
        }

        Assert.Equal((Outcome.Ok, server), (reply.Outcome, reply.Server));
    }

    private static async Task<Reply> AskAsync(PrimaryClient client) => await client.ExecuteAsync(
        new Call(OperationKind.Probe, DataSet.Documents, 1, 1), Instant.Now(TimeProvider.System) + TimeSpan.FromSeconds(2));

    private enum Role
    {
        Primary, Standby, Starting, Mute,
    }

    /// <summary>Greets as PostgreSQL does, answers one statement as PostgreSQL does, and hangs up when its role changes.</summary>
    private sealed class GreetingServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly List<TcpClient> _clients = [];
        private readonly string _name;
        private readonly Task _work;
        private Role _role;

        public GreetingServer(string name, Role role)
        {
            (_name, _role) = (name, role);
            _listener.Start();
            _work = AcceptAsync();
        }

        public Endpoint Endpoint => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);

        public void Become(Role role)
        {
            lock (_clients)
            {
                _role = role;
                _clients.ForEach(c => c.Dispose());
                _clients.Clear();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            Become(Role.Mute);
            _listener.Stop();
            await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _end.Dispose();
        }

        private async Task AcceptAsync()
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                lock (_clients)
                    _clients.Add(client);
                _ = ServeAsync(client);
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                byte[] buffer = new byte[4096];
                while (await stream.ReadAsync(buffer, _end.Token) > 0)
                {
                    if (_role == Role.Mute)
                        continue;
                    byte[] answer = buffer[0] == 'Q'
                        ? [.. Message('C', "SELECT 1\0"), .. Message('Z', "I")]
                        : Greeting();
                    await stream.WriteAsync(answer, _end.Token);
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // It was hung up.
            }
        }

        private byte[] Greeting() => _role == Role.Starting
            ? Message('E', "SFATAL\0VFATAL\0C57P03\0Mstarting up\0\0")
            :
            [
                .. Message('R', "\0\0\0\0"), .. Message('S', $"in_hot_standby\0{(_role == Role.Standby ? "on" : "off")}\0"),
                .. Message('Z', "I"), .. Message('D', $"\0\u0001\0\0\0{(char)_name.Length}{_name}"),
                .. Message('C', "SELECT 1\0"), .. Message('Z', "I"),
            ];

        private static byte[] Message(char kind, string body)
        {
            byte[] text = Encoding.ASCII.GetBytes(body);
            byte[] message = new byte[text.Length + 5];
            message[0] = (byte)kind;
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), text.Length + 4);
            text.CopyTo(message, 5);
            return message;
        }
    }
}
