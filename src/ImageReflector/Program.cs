using ImageAutomation.Common.Hosting;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources;
using ImageAutomation.ImageReflector;
using ImageAutomation.ImageReflector.Hooks.Serving;

Webhooks? webhooks = null;
var program = new ControllerProgram<ReflectorSettings>
{
    Name = "image-reflector",
    Controller = ReflectorSettings.ControllerName,
    Flags = ReflectorSettings.Flags,
    OwnKinds = [ResourceKinds.ImageRepository, ResourceKinds.ImagePolicy],
    Read = ReflectorSettings.Read,
    Beside = (settings, context) => webhooks = settings.Webhooks is { } hooks ? new Webhooks(context, hooks) : null,
    Open = (settings, context) =>
        Reflector.Open(context, settings.Reflector, settings.Registry, settings.Controller.StoragePath, webhooks)
        .Then<IControllers>(r => r),
};
return await program.RunAsync(args, TimeProvider.System);
