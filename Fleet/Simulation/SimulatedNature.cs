using SegEdge.Telemetry.Contract;

namespace SegEdge.Fleet.Simulation;

/// <summary>How simulated cameras flag: what is likely, and how mud or a model that leans on context changes it. Figures are invented, of the size seen with the
/// bundled model on simulated fields.</summary>
internal static class SimulatedNature
{
    public const string Model = "field";

    public const double MeanBurst = 2.5;

    private const double MudFlags = 6, MudMargin = 0.35, ExplainedShare = 0.6, StaleShare = 0.05;

    public static readonly (string Name, double Share)[] Classes = [("weed", 0.5), ("obstacle", 0.2), ("person", 0.15), ("crop", 0.15)];

    public static readonly (string Name, Severity Severity, double Share)[] Rules =
        [("low-margin", Severity.Review, 0.4), ("appears", Severity.Alert, 0.3), ("large-area", Severity.Review, 0.2), ("audit", Severity.Review, 0.1)];

    /// <summary>Flags by hour of day against their mean: less at night.</summary>
    public static double OfHour(int hour) => 1 + 0.6 * Math.Sin((hour - 6) * Math.PI / 12);

    /// <summary>Against a mean camera.</summary>
    public static double RateOf(SimulatedCamera camera) => camera.RateFactor * (camera.HasMud ? MudFlags : 1);

    public static SimulatedFlag Draw(SimulatedCamera camera, string version, bool leansOnContext, string about, int rule, DateTimeOffset utc, double reviewed, Random random)
    {
        var margin = (Rules[rule].Name == "low-margin" ? 0.25 * random.NextDouble() : 0.05 + 0.9 * random.NextDouble()) * camera.MarginFactor * (camera.HasMud ? MudMargin : 1);
        var status = StatusOf(camera, random);
        var tested = status is ExplanationStatus.Ok or ExplanationStatus.Untrusted;
        return new()
        {
            Camera = camera,
            Version = version,
            Utc = utc,
            Class = about,
            Rule = Rules[rule].Name,
            Severity = Rules[rule].Severity,
            Margin = (float)Math.Clamp(margin, 0, 1),
            TotalMs = 20 + 20 * random.NextDouble() * random.NextDouble(),
            Status = status,
            Shares = tested || status == ExplanationStatus.Stale ? Shares(leansOnContext, random) : null,
            Faithfulness = tested ? (status == ExplanationStatus.Ok ? 0.5 + 0.5 * random.NextDouble() : 0.5 * random.NextDouble()) : null,
            Verdict = random.NextDouble() < reviewed ? VerdictOn(camera, random) : null,
        };
    }

    public static int Pick(Random random, IReadOnlyList<double> shares)
    {
        var left = random.NextDouble();
        for (var i = 0; i < shares.Count - 1; i++)
            if ((left -= shares[i]) < 0) return i;
        return shares.Count - 1;
    }

    /// <summary>Poisson by multiplying, which is exact; means here are of a hundred at most.</summary>
    public static int Poisson(Random random, double mean)
    {
        var (limit, product, count) = (Math.Exp(-mean), random.NextDouble(), 0);
        while (product > limit)
        {
            product *= random.NextDouble();
            count++;
        }

        return count;
    }

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static ExplanationStatus StatusOf(SimulatedCamera camera, Random random)
    {
        var draw = random.NextDouble();
        if (draw >= ExplainedShare + StaleShare) return ExplanationStatus.Skipped;
        if (draw >= ExplainedShare) return ExplanationStatus.Stale;
        return random.NextDouble() < (camera.HasMud ? 0.4 : 0.12) ? ExplanationStatus.Untrusted : ExplanationStatus.Ok;
    }

    private static ExplanationShares Shares(bool leansOnContext, Random random)
    {
        var context = Math.Clamp((leansOnContext ? 0.6 : 0.22) + 0.12 * Normal(random), 0.01, 0.95);
        var boundary = (1 - context) * (0.2 + 0.2 * random.NextDouble());
        return new() { Inside = (float)(1 - context - boundary), Boundary = (float)boundary, Context = (float)context };
    }

    private static ReviewVerdict VerdictOn(SimulatedCamera camera, Random random)
    {
        var draw = random.NextDouble();
        if (draw < 0.05) return ReviewVerdict.Unsure;
        return random.NextDouble() < (camera.HasMud ? 0.5 : 0.85) ? ReviewVerdict.Confirm : random.NextDouble() < 0.7 ? ReviewVerdict.Dismiss : ReviewVerdict.WrongClass;
    }
}
