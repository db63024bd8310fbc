using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Web;

namespace ImageAutomation.Common.Hosting;

/// <summary>What every replica of a program runs and serves, whether it leads or stands by.</summary>
public interface IReplicaServer : IControllers
{
    /// <summary>Where it is served.</summary>
    WebListener Listener { get; }
}
