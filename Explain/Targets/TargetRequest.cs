namespace SegEdge.Explain;

/// <summary>A question as a person types it: <c>class=NAME[,foil=NAME][,head=NAME][,region=largest|all|uncertain|x,y|x,y,w,h]</c>.</summary>
/// <param name="Foil">The class asked against; null for all others.</param>
/// <param name="Head">Null: the one head that has the class.</param>
public sealed record TargetRequest(string Class, string? Foil, string? Head, RegionSelection Region)
{
    private const string Form = "class=NAME[,foil=NAME][,head=NAME][,region=largest|all|uncertain|x,y|x,y,w,h]";

    private static readonly string[] Keys = ["class", "foil", "head", "region"];

    /// <summary>Keys in any order, without regard to case; the region is the largest unless said. Names hold no comma and no '='.</summary>
    /// <exception cref="ExplainException">An unknown, repeated or empty key, or no class; the message lists what is allowed.</exception>
    public static TargetRequest Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? last = null;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 && "region".Equals(last, StringComparison.OrdinalIgnoreCase))
            {
                values[last!] += "," + part; // the commas of region=x,y
                continue;
            }
            last = equals < 0 ? part : part[..equals].Trim();
            if (equals < 0 || !Keys.Contains(last, StringComparer.OrdinalIgnoreCase))
                throw new ExplainException(
                    $"Target '{text}': '{part}' is not understood. Allowed keys: {string.Join(", ", Keys)}; form: {Form}.");
            var value = part[(equals + 1)..].Trim();
            if (value.Length == 0) throw new ExplainException($"Target '{text}': '{last}' is empty. Form: {Form}.");
            if (!values.TryAdd(last, value)) throw new ExplainException($"Target '{text}': '{last}' is given twice. Form: {Form}.");
        }
        if (!values.TryGetValue("class", out var name)) throw new ExplainException($"Target '{text}': no class. Form: {Form}.");
        return new TargetRequest(name, values.GetValueOrDefault("foil"), values.GetValueOrDefault("head"),
            values.TryGetValue("region", out var region) ? RegionSelection.Parse(region) : RegionSelection.Largest);
    }

    /// <summary>Finds head, classes and region in what the model says about the unperturbed picture.</summary>
    /// <exception cref="ExplainException">Unknown head or class, a class in several heads, or a class absent from the picture.</exception>
    public Target Resolve(IReadOnlyList<HeadReading> heads)
    {
        var head = FindHead(heads);
        var classIndex = Find(Class, head);
        int? foilIndex = Foil is null ? null : Find(Foil, head);
        var region = ConnectedRegion.Select(
            head.ClassMap.Span, head.Output.Width, head.Output.Height, classIndex, Region, head.Classes, head.Output.Head, head.Margins.Span, head.Instances.Span);
        return new Target(head.OutputIndex, head.Output, head.Classes, classIndex, foilIndex, region);
    }

    public override string ToString() =>
        $"class={Class}{(Foil is null ? "" : $",foil={Foil}")}{(Head is null ? "" : $",head={Head}")},region={Region}";

    private HeadReading FindHead(IReadOnlyList<HeadReading> heads)
    {
        if (Head is not null)
            return heads.FirstOrDefault(h => h.Output.Head.Equals(Head, StringComparison.OrdinalIgnoreCase))
                ?? throw new ExplainException($"Target: no head '{Head}'. The model has {Describe(heads)}.");
        var having = heads.Where(h => ClassNames.IndexOf(h.Classes, Class) >= 0).ToList();
        return having.Count switch
        {
            1 => having[0],
            0 => throw new ExplainException($"Target: no class '{Class}'. The model has {Describe(heads)}."),
            _ => throw new ExplainException($"Target: class '{Class}' is in {having.Count} heads; "
                + $"add one of {string.Join(", ", having.Select(h => $"head={h.Output.Head}"))}."),
        };
    }

    private static int Find(string name, HeadReading head) => ClassNames.IndexOf(head.Classes, name) is >= 0 and var index
        ? index
        : throw new ExplainException($"Target: no class '{name}' in {Describe([head])}.");

    private static string Describe(IReadOnlyList<HeadReading> heads) =>
        string.Join("; ", heads.Select(h => $"head '{h.Output.Head}' with classes {string.Join(", ", h.Classes)}"));
}
