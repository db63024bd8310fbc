using ImageAutomation.ImageReflector.Tests.TagStore;

// The test assembly is also the process that tests start to be killed; test runners never come here.
return args is [TagStoreWriter.Command, var path, var step] ? TagStoreWriter.Run(path, step) : 2;
