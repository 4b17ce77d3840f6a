using SegEdge.Onnx.Evaluation;

namespace SegEdge.Onnx.ShapeRules;

/// <summary>The numbers in small tensors as far as they follow from constants and shapes: exporters compute the targets of Reshape, Resize
/// and Expand inside the graph, from Shape by way of Gather, Slice, Concat and arithmetic. An open dimension stays open by name.</summary>
internal sealed class Contents(long opset)
{
    // Shapes are short; anything longer is data.
    private const long MostElements = 1024;

    // The arithmetic from a Shape to its use is short; a longer chain is not followed, so that no file can exhaust the stack.
    private const int DeepestChain = 256;

    private readonly Dictionary<Value, Tensor?> _tensors = [];
    private readonly Dictionary<Value, Dim[]?> _numbers = [];

    /// <summary>All of a tensor of any type; null unless every element is known.</summary>
    public Tensor? Whole(Value value) => Whole(value, 0);

    /// <summary>The elements of a tensor of Int64, Int32 or Bool (as 0 and 1) and of rank 0 or 1; null if their number is not
    /// known.</summary>
    public Dim[]? Of(Value value) => Of(value, 0);

    private Tensor? Whole(Value value, int depth)
    {
        if (value.Constant is { } constant) return constant;
        if (_tensors.TryGetValue(value, out var found)) return found;
        if (depth < DeepestChain && value.Producer is { } node && Evaluator.Knows(node))
        {
            var inputs = node.Inputs.Select(v => v is null || Evaluator.NeedsOnlyShapes(node) ? null : Whole(v, depth + 1)).ToList();
            if (inputs.TrueForAll(t => t is null or { Count: <= MostElements })
                && (Evaluator.NeedsOnlyShapes(node) || !node.Inputs.Where((v, k) => v is not null && inputs[k] is null).Any()))
                found = Evaluator.Evaluate(node, inputs, opset, MostElements * sizeof(long))?[Index(node, value)];
        }
        return _tensors[value] = found ?? Sizes(value, depth);
    }

    // Numbers picked out of a shape that has a name elsewhere.
    private Tensor? Sizes(Value value, int depth) =>
        depth < DeepestChain && value is { Type: ElementType.Int64, Shape: { Rank: <= 1, IsStatic: true } shape }
        && Complete(Made(value, depth + 1)) is { } sizes && sizes.Length == shape.Elements
            ? Tensor.Of<long>(sizes, shape.Sizes())
            : null;

    /// <returns>Null if one is not known.</returns>
    internal static long[]? Complete(Dim[]? numbers) => numbers is not null && Array.TrueForAll(numbers, n => n.Size is not null)
        ? Array.ConvertAll(numbers, n => n.Size!.Value)
        : null;

    private static int Index(Node node, Value output) => Enumerable.Range(0, node.Outputs.Count).First(k => node.Outputs[k] == output);

    private Dim[]? Of(Value value, int depth)
    {
        if (_numbers.TryGetValue(value, out var found)) return found;
        found = value.Shape is { Rank: > 1 } || depth > DeepestChain ? null
            : Whole(value, depth) is { } tensor ? Of(tensor)
            : Made(value, depth + 1);
        // The length alone, where the shape says it, is still the rank of what it describes.
        if (found is null && IsInteger(value.Type) && value.Shape is { Rank: <= 1, Elements: { } count and <= MostElements })
            found = new Dim[count];
        return _numbers[value] = found;
    }

    private static Dim[]? Of(Tensor tensor) => tensor.Dimensions.Count > 1 || tensor.Count > MostElements ? null : tensor.Type switch
    {
        ElementType.Int64 or ElementType.Int32 => Array.ConvertAll(tensor.ToLongs(), n => (Dim)n),
        ElementType.Bool => Array.ConvertAll(tensor.Span<bool>().ToArray(), b => (Dim)(b ? 1 : 0)),
        _ => null,
    };

    private static bool IsInteger(ElementType type) => type is ElementType.Int64 or ElementType.Int32 or ElementType.Bool;

    private Dim[]? Made(Value value, int depth)
    {
        if (value.Producer is not { Domain.Length: 0 } node || node.Outputs.Count != 1 || !IsInteger(value.Type)) return null;
        return node.OpType switch
        {
            "Shape" => ShapeOf(node),
            "Size" => node.Input(0).Shape is { } shape ? [Product(shape)] : null,
            "Identity" or "Squeeze" or "Unsqueeze" or "Reshape" => Input(0),
            "Cast" => IsInteger(node.Input(0).Type) ? Input(0) : null,
            "Concat" => Concat(Inputs()),
            "Gather" => Gather(node, Input(0), Input(1)),
            "Slice" when node.Inputs.Count > 1 => Slice(Input(0), Longs(1), Longs(2), node.Inputs.Count > 4 ? Longs(4) : [1]),
            "Slice" => Slice(Input(0), node.Ints("starts"), node.Ints("ends"), [1]),
            "ConstantOfShape" => Longs(0) is [>= 0 and <= MostElements and var count] ? Filled(node, count) : null,
            "Expand" => Longs(1) is [>= 0 and <= MostElements and var count] && Input(0) is [var one]
                ? Repeat(one, Math.Max(1, count)) : null,
            "Add" => Pairs((a, b) => a.Size == 0 ? b : b.Size == 0 ? a : Exact(a, b, (m, n) => m + n)),
            "Sub" => Pairs((a, b) => b.Size == 0 ? a : a.Is(b) ? 0 : Exact(a, b, (m, n) => m - n)),
            "Mul" => Pairs(Times),
            "Div" => Pairs((a, b) => b.Size == 1 ? a : b.Size is null or 0 or -1 ? Dim.Unknown : Exact(a, b, (m, n) => m / n)),
            "Min" when node.Inputs.Count == 2 => Pairs((a, b) => a.Is(b) ? a : Exact(a, b, Math.Min)),
            "Max" when node.Inputs.Count == 2 => Pairs((a, b) => a.Is(b) ? a : Exact(a, b, Math.Max)),
            "Neg" => Input(0) is { } all ? Array.ConvertAll(all, n => n.Size is { } size ? -size : Dim.Unknown) : null,
            // A dimension is never negative, whatever it is: exporters ask whether it is the -1 of a Reshape.
            "Equal" => Pairs((a, b) => a.Is(b) ? 1 : a.Size < 0 && b.Symbol is not null || b.Size < 0 && a.Symbol is not null ? 0
                : Exact(a, b, (m, n) => m == n ? 1 : 0)),
            "Where" => Where(Input(0), Input(1), Input(2)),
            _ => null,
        };

        Dim[]? Input(int index) => node.InputOrNull(index) is { } input ? Of(input, depth) : null;

        long[]? Longs(int index) => Complete(Input(index));

        List<Dim[]?> Inputs() => [.. Enumerable.Range(0, node.Inputs.Count).Select(Input)];

        Dim[]? Pairs(Func<Dim, Dim, Dim> each) => Input(0) is { } a && Input(1) is { } b ? Zip(a, b, each) : null;
    }

    private static Dim[]? ShapeOf(Node node)
    {
        if (node.Input(0).Shape is not { } shape) return null;
        var (start, end) = ShapeRange(node, shape.Rank);
        return [.. shape.Skip(start).Take(end - start)];
    }

    /// <summary>The axes that a Shape node tells, from opset 15 on by attributes that are clamped to the rank.</summary>
    internal static (int Start, int End) ShapeRange(Node node, int rank)
    {
        int start = Clamp(node.Int("start", 0)), end = Clamp(node.Int("end", rank));
        return (start, Math.Max(start, end));

        int Clamp(long axis) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
    }

    /// <summary>Of dimensions; unknown if more than one is open, or one that is not multiplied by 1.</summary>
    internal static Dim Product(IEnumerable<Dim> dims)
    {
        Dim product = 1;
        foreach (var dim in dims)
            product = Times(product, dim);
        return product;
    }

    private static Dim Times(Dim a, Dim b) =>
        a.Size == 1 ? b : b.Size == 1 ? a : a.Size == 0 || b.Size == 0 ? 0 : Exact(a, b, (m, n) => m * n);

    private static Dim Exact(Dim a, Dim b, Func<long, long, long> compute) => a.Size is { } m && b.Size is { } n ? compute(m, n) : Dim.Unknown;

    private static Dim[]? Concat(List<Dim[]?> parts) => parts.Contains(null) ? null : [.. parts.SelectMany(p => p!)];

    private static Dim[]? Gather(Node node, Dim[]? data, Dim[]? indices)
    {
        if (data is null || indices is null || node.Input(1).Shape is not { Rank: <= 1 }) return null;
        return Array.ConvertAll(indices, index => index.Size is { } at && at >= -data.Length && at < data.Length
            ? data[at < 0 ? at + data.Length : at]
            : Dim.Unknown);
    }

    private static Dim[]? Slice(Dim[]? data, long[]? starts, long[]? ends, long[]? steps)
    {
        if (data is null || starts is not [var start] || ends is not [var end] || steps is not [var step] || step == 0) return null;
        var (first, count) = Slicing.Range(data.Length, start, end, step);
        return [.. Enumerable.Range(0, (int)count).Select(k => data[first + (k * step)])];
    }

    private static Dim[]? Filled(Node node, long count) =>
        node.Tensor("value") is { } value && Of(value) is [var one] ? Repeat(one, count) : null;

    private static Dim[] Repeat(Dim one, long count) => [.. Enumerable.Repeat(one, (int)count)];

    private static Dim[]? Where(Dim[]? condition, Dim[]? then, Dim[]? otherwise)
    {
        if (condition is null || then is null || otherwise is null) return null;
        var chosen = Zip(then, otherwise, (a, _) => a);
        var other = Zip(then, otherwise, (_, b) => b);
        if (chosen is null || other is null) return null;
        var picks = Zip(condition, chosen, (c, _) => c);
        var length = picks?.Length ?? 0;
        return picks is null ? null : [.. Enumerable.Range(0, length).Select(k =>
            picks[k].Size is { } yes ? At(yes != 0 ? chosen : other, k) : At(chosen, k).Is(At(other, k)) ? At(chosen, k) : Dim.Unknown)];
    }

    private static Dim At(Dim[] numbers, int index) => numbers[numbers.Length == 1 ? 0 : index];

    private static Dim[]? Zip(Dim[] a, Dim[] b, Func<Dim, Dim, Dim> each) => a.Length != b.Length && a.Length != 1 && b.Length != 1
        ? null
        : [.. Enumerable.Range(0, a.Length == 1 ? b.Length : a.Length).Select(k => each(At(a, k), At(b, k)))];
}
