using SegEdge.EdgeHost;
using SegEdge.EdgeHost.Cli;

NativeHeap.KeepSmall();
return await CommandLine.RunAsync(args).ConfigureAwait(false);
