using System.Collections.Concurrent;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Common.Time;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace ImageAutomation.Common.Loop;

/// <summary>
/// Wake-ups by Quartz: one scheduler per process, one job per controller, one keyed trigger per object. A firing trigger only calls back.
/// </summary>
public sealed class QuartzWakeUps : IWakeUps, IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, Action<ObjectKey>> controllers = new(StringComparer.Ordinal);
    private IScheduler? scheduler;

    private QuartzWakeUps(TimeProvider time)
    {
        this.time = time;
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton(time);
        collection.AddSingleton(this);
        collection.AddTransient<WakeJob>();
        collection.AddQuartz(quartz => quartz
            .ConfigureOptions<ThreadPoolOptions>(o => o.MaxConcurrency = 2)
            .ConfigureOptions<QuartzSchedulerOptions>(o => o.InstanceName = "imageautomation"));
        services = collection.BuildServiceProvider();
    }

    private IScheduler Scheduler => scheduler ?? throw new InvalidOperationException("not started");

    /// <summary>Starts a scheduler.</summary>
    public static async Task<QuartzWakeUps> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        // A trigger has a time of day. On a clock that is never set back, none of them stands still for hours.
        var wakeUps = new QuartzWakeUps(new SteadyTime(time));
        wakeUps.scheduler = await wakeUps.services.GetRequiredService<ISchedulerFactory>().GetScheduler(cancellationToken);
        await wakeUps.scheduler.Start(cancellationToken);
        return wakeUps;
    }

    /// <summary>Says who is called when a key of a controller is due.</summary>
    public async Task RegisterAsync(string controller, Action<ObjectKey> wake, CancellationToken cancellationToken)
    {
        controllers[controller] = wake;
        var job = JobBuilder.Create<WakeJob>().WithIdentity(controller).StoreDurably().Build();
        await Scheduler.AddJob(job, new AddJobOptions(), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WakeAfterAsync(string controller, ObjectKey key, TimeSpan delay, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var trigger = TriggerBuilder.Create()
            .WithIdentity(key.ToString(), controller)
            .ForJob(controller)
            .StartAt(delay < DateTimeOffset.MaxValue - now ? now + delay : DateTimeOffset.MaxValue)
            .WithSimpleSchedule(s => s.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
            .Build();
        if (await Scheduler.RescheduleJob(trigger.Key, trigger, cancellationToken) is null)
            await Scheduler.ScheduleJob(trigger, new ScheduleJobOptions(), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task CancelAsync(string controller, ObjectKey key, CancellationToken cancellationToken) =>
        await Scheduler.UnscheduleJob(new TriggerKey(key.ToString(), controller), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Scheduler.Shutdown(false, CancellationToken.None); // the process ends; nothing to cancel
        await services.DisposeAsync();
    }

    // "namespace/name", as ObjectKey writes it; a map of data for each trigger would cost more than the trigger.
    private static ObjectKey KeyOf(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new ObjectKey("", text) : new ObjectKey(text[..slash], text[(slash + 1)..]);
    }

    private sealed class WakeJob(QuartzWakeUps wakeUps) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            if (wakeUps.controllers.TryGetValue(context.JobDetail.Key.Name, out var wake)) wake(KeyOf(context.Trigger.Key.Name));
            return ValueTask.CompletedTask;
        }
    }
}
