namespace SegEdge.Onnx.Verification;

/// <summary>What a node of an operator may look like from one opset on.</summary>
/// <param name="Inputs">One letter per input, see <see cref="OperatorTable"/>; of a list without end, the last one again and again.</param>
/// <param name="Attributes">Name to kind: i, I = int(s), f, F = float(s), s, S = text(s), t = tensor, g = graph, x = not looked
/// into.</param>
/// <param name="Required">Attributes that must be there.</param>
internal sealed record OperatorForm(
    long Since,
    string Inputs,
    int LeastInputs,
    int MostInputs,
    int LeastOutputs,
    int MostOutputs,
    IReadOnlyDictionary<string, char> Attributes,
    IReadOnlyList<string> Required)
{
    /// <summary>Taken out of ONNX with this opset.</summary>
    public bool IsDeprecated => MostOutputs == 0;

    public char Input(int index) => Inputs[Math.Min(index, Inputs.Length - 1)];

    public static OperatorForm Parse(string since, string inputs, string outputs, string attributes)
    {
        var letters = inputs.Replace("?", "", StringComparison.Ordinal).TrimEnd('*');
        var least = inputs.Contains('?', StringComparison.Ordinal) ? inputs.IndexOf('?', StringComparison.Ordinal) : letters.Length;
        var counts = outputs.TrimEnd('+').Split('-');
        var names = attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new OperatorForm(
            long.Parse(since, null), letters, least, inputs.EndsWith('*') ? int.MaxValue : letters.Length,
            int.Parse(counts[0], null), outputs.EndsWith('+') ? int.MaxValue : int.Parse(counts[^1], null),
            names.ToDictionary(n => n.TrimEnd('!').Split(':')[0], KindOf), [.. names.Where(n => n.EndsWith('!')).Select(n => n.TrimEnd('!'))]);
    }

    // A name means one kind in all of ONNX; where it does not, the table says it behind a colon.
    private static char KindOf(string name)
    {
        if (name.Split(':') is [_, var kind]) return kind[0];
        foreach (var (letter, names) in OperatorTable.Kinds)
            if (names.Split(' ').Contains(name.TrimEnd('!'))) return letter;
        throw new InvalidOperationException($"attribute {name} has no kind in the table.");
    }
}
