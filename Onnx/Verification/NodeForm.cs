namespace SegEdge.Onnx.Verification;

/// <summary>Holds a node against the table.</summary>
internal static class NodeForm
{
    /// <returns>What is wrong with it, without its name.</returns>
    public static IEnumerable<string> Problems(Node node, long opset)
    {
        if (node.Domain.Length > 0 || OperatorTable.Of(node.OpType) is not { } forms) return [];
        if (forms.LastOrDefault(f => f.Since <= opset) is not { } form)
            return [$"the operator came with opset {forms[0].Since}; the model has {opset}"];
        if (form.IsDeprecated) return [$"the operator is gone since opset {form.Since}; the model has {opset}"];
        return [.. Arity(node, form), .. Types(node, form), .. Attributes(node, form, opset)];
    }

    private static IEnumerable<string> Arity(Node node, OperatorForm form)
    {
        var (inputs, outputs) = (node.Inputs.Count, node.Outputs.Count);
        if (inputs < form.LeastInputs || inputs > form.MostInputs)
            yield return $"{inputs} inputs; expected {Span(form.LeastInputs, form.MostInputs)}";
        if (outputs < form.LeastOutputs || outputs > form.MostOutputs)
            yield return $"{outputs} outputs; expected {Span(form.LeastOutputs, form.MostOutputs)}";
        for (var k = 0; k < Math.Min(inputs, form.LeastInputs); k++)
            if (node.Inputs[k] is null && form.Input(k) != 'o') yield return $"input {k} is left out; expected one";
    }

    private static IEnumerable<string> Types(Node node, OperatorForm form)
    {
        var groups = new Dictionary<char, Value>();
        for (var k = 0; k < node.Inputs.Count && form.Inputs.Length > 0; k++)
        {
            if (node.Inputs[k] is not { Type: not ElementType.Undefined } input) continue;
            var letter = form.Input(k);
            if (Wanted(letter) is { } wanted)
            {
                if (!wanted.Contains(input.Type)) yield return $"input {input}; expected {string.Join(" or ", wanted)}";
            }
            else if (letter is not ('.' or 'o') && !groups.TryAdd(letter, input) && groups[letter].Type != input.Type)
            {
                yield return $"inputs {groups[letter]} and {input}; expected one type";
            }
        }
    }

    private static ElementType[]? Wanted(char letter) => letter switch
    {
        'b' => [ElementType.Bool],
        'l' => [ElementType.Int64],
        'i' => [ElementType.Int32, ElementType.Int64],
        'f' => [ElementType.Float],
        _ => null,
    };

    private static IEnumerable<string> Attributes(Node node, OperatorForm form, long opset)
    {
        foreach (var attribute in node.Attributes)
        {
            if (!form.Attributes.TryGetValue(attribute.Name, out var kind))
            {
                var expected = form.Attributes.Count == 0 ? "none" : $"one of {string.Join(", ", form.Attributes.Keys)}";
                if (opset <= OperatorTable.Newest) yield return $"attribute '{attribute.Name}' in opset {opset}; expected {expected}";
            }
            else if (!Fits(attribute.Data, kind))
            {
                yield return $"attribute {attribute}; expected {Kind(kind)}";
            }
        }
        foreach (var name in form.Required)
            if (!node.Has(name)) yield return $"no attribute '{name}'; expected one";
    }

    // A list without elements may lose its type on the way.
    private static bool Fits(object? data, char kind) => kind switch
    {
        'i' => data is long,
        'I' => data is long[] or null,
        'f' => data is float,
        'F' => data is float[] or null,
        's' => data is ReadOnlyMemory<byte>,
        'S' => data is ReadOnlyMemory<byte>[] or null,
        't' => data is Tensor,
        'g' => data is Graph,
        _ => true,
    };

    private static string Kind(char kind) => kind switch
    {
        'i' => "an integer",
        'I' => "integers",
        'f' => "a float",
        'F' => "floats",
        's' => "a text",
        'S' => "texts",
        't' => "a tensor",
        _ => "a graph",
    };

    private static string Span(int least, int most) => least == most ? $"{least}" : most == int.MaxValue ? $"{least} or more" : $"{least} to {most}";
}
