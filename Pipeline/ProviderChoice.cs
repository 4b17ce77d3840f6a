namespace SegEdge.Pipeline;

/// <summary>Which provider runs, and why that one.</summary>
public sealed record ProviderChoice(string Name, string Reason)
{
    public override string ToString() => $"{Name} ({Reason})";
}
