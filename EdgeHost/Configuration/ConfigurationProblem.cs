namespace SegEdge.EdgeHost.Configuration;

/// <summary>One key that cannot be used as it is.</summary>
internal sealed record ConfigurationProblem(string Key, string What)
{
    public override string ToString() => $"{Key}: {What}";
}
