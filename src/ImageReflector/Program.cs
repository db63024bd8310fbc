using ImageAutomation.Common.Hosting;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources;
using ImageAutomation.ImageReflector;
using ImageAutomation.Languages.Results;

var program = new ControllerProgram<ReflectorSettings>
{
    Name = "image-reflector",
    Controller = ReflectorSettings.ControllerName,
    Flags = ReflectorSettings.Flags,
    OwnKinds = [ResourceKinds.ImageRepository, ResourceKinds.ImagePolicy],
    Read = ReflectorSettings.Read,
    Open = Open,
};
return await program.RunAsync(args, TimeProvider.System);

static Result<IControllers> Open(ReflectorSettings settings, ControllerContext context) =>
    Reflector.Open(context, settings.Reflector, settings.Registry, settings.Controller.StoragePath).Then<IControllers>(r => r);
