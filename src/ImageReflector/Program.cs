// In-cluster mode needs the Kubernetes API client, which is not here yet. Until then this program says so instead of pretending to work.
Console.Error.WriteLine("image-reflector: running in a cluster is not available yet; use 'imgauto run DIR' over a folder of resources");
return 1;
