using System.Globalization;

namespace SegEdge.EdgeHost.Evaluation.Shortcut;

/// <summary>When a map accuses a stick: one of its cells is among the first context cells, and the context carries enough for that to be no noise.</summary>
/// <param name="Top">Rank, 1 or more.</param>
/// <param name="LeastShare">Context share, 0..1.</param>
internal readonly record struct ShortcutRule(int Top, double LeastShare)
{
    /// <summary>Fixed by the models' cards before any method was measured.</summary>
    public static readonly ShortcutRule Card = new(3, 0.2);

    public static readonly IReadOnlyList<int> Tops = [1, 2, 3, 5, 8];

    public static readonly IReadOnlyList<double> Shares = [0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6];

    public static IEnumerable<ShortcutRule> All => Tops.SelectMany(top => Shares.Select(share => new ShortcutRule(top, share)));

    public bool Catches(double rank, double contextShare) => rank <= Top && contextShare >= LeastShare;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"top {Top}, share {LeastShare:0.00}");
}
