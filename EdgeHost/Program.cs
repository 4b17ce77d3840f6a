using SegEdge.EdgeHost.Cli;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
