using SegEdge.Benchmarks;
using SegEdge.Benchmarks.Peers;

// Every figure is a ratio of things that took turns in this process: machines are noisy, and neighbours come and go.
var suites = new Dictionary<string, Action<int>>
{
    ["deployed"] = DeployedGraphs.Run,
    ["explain"] = ExplainGraphs.Run,
    ["lane"] = LaneCost.Run,
    ["instances"] = InstanceDecoding.Run,
    ["cameras"] = CameraCost.Run,
    ["outbox"] = OutboxCost.Run,
    ["drain"] = OutboxDrainCost.Run,
    ["backlog"] = OutboxBacklog.Run,
    ["hub"] = HubIngest.Run,
    ["fleet-report"] = FleetReportCost.Run,
    ["fleet-pages"] = FleetPagesCost.Run,
    ["peers"] = PeerComparison.Run,
    ["explanation-peers"] = ExplanationPeers.Run,
    ["start"] = StartUp.Run,
    ["allocations"] = Allocations.Run,
    ["networks"] = NetworkSpeed.Run,
    ["regions"] = RegionCost.Run,
    ["scaling"] = Scaling.Run,
};
// A turn of a peer, in a process of its own.
if (args is ["peer", var peer, .. var task])
{
    Console.WriteLine(PeerList.Own[peer](PeerTask.Parse(task)).ToLine());
    return 0;
}
if (args.Length is 0 or > 2 || !suites.TryGetValue(args[0], out var suite))
{
    Console.Error.WriteLine($"usage: SegEdge.Benchmarks {string.Join('|', suites.Keys)} [ROUNDS]");
    return 2;
}
suite(args.Length == 2 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 30);
return 0;
