using Observe.Server;

return await ServerHost.RunAsync(args);
