using ImageAutomation.Cli.Commands;
using ImageAutomation.Cli.Output;

using var answer = Answer.OfConsole();
return await ImgautoCommands.RunAsync(args, answer, TimeProvider.System);
