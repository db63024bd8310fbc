using ImageAutomation.Common.Hosting;
using ImageAutomation.Common.Loop;
using ImageAutomation.Common.Resources;
using ImageAutomation.ImageUpdater;
using ImageAutomation.Languages.Results;

var program = new ControllerProgram<UpdaterSettings>
{
    Name = "image-updater",
    Controller = UpdaterSettings.ControllerName,
    Flags = UpdaterSettings.Flags,
    OwnKinds = [ResourceKinds.ImageUpdateAutomation],
    Read = UpdaterSettings.Read,
    Open = Open,
};
return await program.RunAsync(args, TimeProvider.System);

static Result<IControllers> Open(UpdaterSettings settings, ControllerContext context) =>
    Updater.Open(context, settings.Updater, settings.Git, settings.Controller.StoragePath);
