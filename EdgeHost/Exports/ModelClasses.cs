using SegEdge.EdgeHost.Dashboard;

namespace SegEdge.EdgeHost.Exports;

/// <summary>Names of a device's classes, and of which model they are.</summary>
/// <param name="ModelSha256">Null where nobody said.</param>
public sealed record ModelClasses(string? ModelSha256, IReadOnlyList<HeadStatus> Heads)
{
    public static ModelClasses Unknown { get; } = new(null, []);

    public bool IsOf(string modelSha256) => ModelSha256 == modelSha256;

    /// <summary><c>class-7</c> where nobody knows, as for a frame of another model: a wrong name is worse than none.</summary>
    /// <param name="head">Null where the model has one.</param>
    public string NameOf(string modelSha256, string? head, int index)
    {
        var known = IsOf(modelSha256) ? HeadOf(head) : null;
        return known?.Classes.FirstOrDefault(one => one.Index == index)?.Name ?? FormattableString.Invariant($"class-{index}");
    }

    /// <param name="head">As events name it: null where the model has one.</param>
    public HeadStatus? HeadOf(string? head) => Heads.FirstOrDefault(one => one.Name == head) ?? (head is null && Heads is [var only, ..] ? only : null);
}
