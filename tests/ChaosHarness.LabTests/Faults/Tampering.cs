using System.Reflection;
using ChaosHarness.Labs;

namespace ChaosHarness.LabTests.Faults;

/// <summary>
/// Stands before a real lab, node, switch or ability and does something of a test's own right after the real deed was
/// done: cancels the run, say. All else is passed through.
/// </summary>
public class Tampering : DispatchProxy
{
    private object _real = null!;
    private string _deed = "";
    private Func<Task>? _then;

    /// <summary>The same nodes and switch, with something that happens after a deed.</summary>
    /// <param name="lab">The real lab.</param>
    /// <param name="deed">Name of the method after which it happens.</param>
    /// <param name="then">What happens.</param>
    internal static ILab After(ILab lab, string deed, Func<Task> then) => Wrap(lab, deed, then);

    /// <summary>The same nodes and switch, on which a deed does nothing and says that all is well.</summary>
    internal static ILab Swallowing(ILab lab, string deed) => Wrap(lab, deed, null);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == _deed && _then is null)
            return Nothing(targetMethod.ReturnType);
        object? result = targetMethod.Invoke(_real, BindingFlags.DoNotWrapExceptions, null, args, null);
        if (targetMethod.Name == _deed)
            return Then(result);
        return result switch
        {
            INetwork network => Wrap(network, _deed, _then),
            IReadOnlyList<INode> nodes => nodes.Select(n => Wrap(n, _deed, _then)).ToArray(),
            IServiceControl or ISignals or IClocks or IPower or IFreezer or IVolumes => WrapAs(targetMethod.ReturnType, result),
            _ => result,
        };
    }

    private static object? Nothing(Type type)
    {
        if (type == typeof(Task<IReadOnlyList<string>>))
            return Task.FromResult<IReadOnlyList<string>>([]);
        if (type == typeof(Task<CommandResult>))
            return Task.FromResult(new CommandResult(0, "", ""));
        return type == typeof(Task) ? Task.CompletedTask : null;
    }

    private static T Wrap<T>(T real, string deed, Func<Task>? then) where T : class
    {
        T proxy = Create<T, Tampering>();
        Tampering self = (Tampering)(object)proxy;
        (self._real, self._deed, self._then) = (real, deed, then);
        return proxy;
    }

    private object WrapAs(Type ability, object real) =>
        typeof(Tampering).GetMethod(nameof(Wrap), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(ability).Invoke(null, [real, _deed, _then!])!;

    private object? Then(object? result)
    {
        switch (result)
        {
            case Task<IReadOnlyList<string>> ids: return ThenAsync(ids);
            case Task<CommandResult> command: return ThenAsync(command);
            case Task task: return ThenAsync(task);
            default:
                _then!().GetAwaiter().GetResult();
                return result;
        }
    }

    private async Task ThenAsync(Task real)
    {
        await real;
        await _then!();
    }

    private async Task<T> ThenAsync<T>(Task<T> real)
    {
        T result = await real;
        await _then!();
        return result;
    }
}
