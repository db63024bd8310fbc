using ImageAutomation.Common.Resources.Core;

namespace ImageAutomation.Common.Loop;

/// <summary>Controllers that belong together, with all that they own: what a program runs while it leads.</summary>
public interface IControllers : IDisposable
{
    /// <summary>Who is called when a key is due: controller name and callback.</summary>
    IReadOnlyDictionary<string, Action<ObjectKey>> Wakeables { get; }

    /// <summary>Kinds that they read, each with what completes when all of its objects are known.</summary>
    IReadOnlyList<(string Kind, Task Synced)> Kinds { get; }

    /// <summary>Work until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
