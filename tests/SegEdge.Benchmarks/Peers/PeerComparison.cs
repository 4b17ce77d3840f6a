using System.Globalization;
using SegEdge.EdgeHost.Doctor.Report;
using SegEdge.EdgeHost.Evaluation.Reports;
using SegEdge.Testing;

namespace SegEdge.Benchmarks.Peers;

/// <summary>Who else could segment a stream on this machine, each in turn on the same model, video and threads. Printed as Markdown, the lost cases like the won ones.</summary>
internal static class PeerComparison
{
    private const int Frames = 90;

    private static readonly string[] Models = ["twinlitenet", "espnet-camvid"];

    public static void Run(int rounds)
    {
        using var folder = new TemporaryFolder();
        var node = InstallNode(folder);
        Console.WriteLine("# Peers\n");
        foreach (var name in Models)
        {
            if (Benchmarks.Models.Find(name, folder) is null || PeerVideo.Find(name, folder) is not { } video) continue;
            foreach (var threads in (int[])[1, Environment.ProcessorCount])
                Compare(name, new PeerTask(folder.File(name), video, Frames, threads, folder.File("mask")), PeerList.All(node), rounds);
        }
        var conditions = new MarkdownTable("", "");
        conditions.Add("date", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC");
        foreach (var (key, value) in MachineFacts.Read()) conditions.Add(key, value);
        Console.WriteLine($"## Conditions\n\n{conditions}");
    }

    private static void Compare(string model, PeerTask task, IReadOnlyList<(string Name, Func<PeerTask, PeerFigures> Turn)> peers, int rounds)
    {
        var turns = peers.ToDictionary(p => p.Name, _ => new List<PeerFigures>());
        var masks = new Dictionary<string, byte[]>();
        var refused = new Dictionary<string, string>();
        for (var round = 0; round < rounds; round++)
            // Another one begins each time.
            foreach (var (name, turn) in peers.Skip(round % peers.Count).Concat(peers.Take(round % peers.Count)))
            {
                if (refused.ContainsKey(name)) continue;
                File.Delete(task.MaskPath);
                try
                {
                    turns[name].Add(turn(task));
                }
                catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception) // told in the table: a peer that cannot is a result too
                {
                    refused[name] = e.Message;
                    continue;
                }
                if (File.Exists(task.MaskPath)) masks[name] = File.ReadAllBytes(task.MaskPath);
            }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"## {model}, {task.Threads} thread{(task.Threads == 1 ? "" : "s")} in an operator, {task.Frames} frames a turn, {rounds} turns each in rotation\n"));
        var table = new MarkdownTable("", "frames/s", "SegEdge by this", "managed bytes a frame", "peak MB", "pixels as ours");
        foreach (var (name, _) in peers)
            if (refused.TryGetValue(name, out var reason)) table.Add(name, "cannot", reason, "", "", "");
            else table.Add(Row(name, turns, masks));
        Console.WriteLine(table);
    }

    private static string[] Row(string name, Dictionary<string, List<PeerFigures>> turns, Dictionary<string, byte[]> masks)
    {
        var ratios = turns[PeerList.Ours].Zip(turns[name], (ours, theirs) => ours.FramesPerSecond / theirs.FramesPerSecond).Order().ToArray();
        return
        [
            name, Text($"{Median(turns[name].Select(t => t.FramesPerSecond)):0.0}"), Text($"{ratios[ratios.Length / 2]:0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00})"),
            turns[name][0].ManagedBytes is null ? "–" : Text($"{Median(turns[name].Select(t => t.ManagedBytes!.Value)):N0}"), Text($"{Median(turns[name].Select(t => t.PeakMb)):0}"),
            masks.TryGetValue(name, out var mask) ? Text($"{100 * Agreement(mask, masks[PeerList.Ours]):0.0} %") : "–",
        ];
    }

    private static double Agreement(byte[] theirs, byte[] ours) => theirs.Length == ours.Length ? (double)theirs.Zip(ours, (a, b) => a == b ? 1 : 0).Sum() / ours.Length : 0;

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    private static string? InstallNode(TemporaryFolder folder)
    {
        var target = Directory.CreateDirectory(folder.File("node")).FullName;
        foreach (var file in Directory.GetFiles(Repository.Path("tests/SegEdge.Benchmarks/Peers/node"))) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        try
        {
            // Its CUDA libraries, hundreds of megabytes, are of no use here.
            PeerProcess.Run("env", ["ONNXRUNTIME_NODE_INSTALL=skip", "npm", "install", "--no-audit", "--no-fund", "--prefix", target]);
            return target;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"Node is left out: {e.Message}");
            return null;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
