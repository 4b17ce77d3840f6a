using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>A simulated flag as a row of the archive.</summary>
internal static class SimulatedRow
{
    public static FleetEvent Of(SimulatedFlag flag, string id, string epoch, long seq, string? heat) => new()
    {
        EventId = id,
        Epoch = epoch,
        Seq = seq,
        Site = flag.Camera.Site,
        Device = flag.Camera.Device,
        Camera = flag.Camera.Name,
        CapturedUtc = flag.Utc,
        ReceivedUtc = flag.Utc.AddSeconds(1),
        Severity = WireNames.NameOf(flag.Severity),
        Rule = flag.Rule,
        Class = flag.Class,
        Model = SimulatedNature.Model,
        ModelVersion = flag.Version,
        ModelSha256 = HashOf(flag.Version),
        Provider = "CPU",
        Margin = flag.Margin,
        TotalMs = flag.TotalMs,
        ExplanationStatus = WireNames.NameOf(flag.Status),
        ExplanationMethod = flag.Shares is null ? null : "simulated",
        Faithfulness = flag.Faithfulness,
        ShareInside = flag.Shares?.Inside,
        ShareBoundary = flag.Shares?.Boundary,
        ShareContext = flag.Shares?.Context,
        HeatColumns = heat is null ? null : SimulatedHeat.Cells.W,
        HeatRows = heat is null ? null : SimulatedHeat.Cells.H,
        HeatSha256 = heat,
    };

    /// <summary>Of a model file that does not exist.</summary>
    public static string HashOf(string version) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"simulated {version}")));
}
