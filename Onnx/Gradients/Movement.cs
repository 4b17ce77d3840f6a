using SegEdge.Onnx.ShapeRules;

namespace SegEdge.Onnx.Gradients;

/// <summary>Operators that put elements elsewhere; their gradients put them back.</summary>
internal static class Movement
{
    /// <summary>Reshape, Flatten, Squeeze, Unsqueeze: back into the shape of x.</summary>
    public static Value?[] Reshape(GradientBuilder b, Node n, Value dy) => b.Each(n, i => i == 0 ? b.ReshapeLike(dy, n.Input(0)) : null);

    /// <summary>dy with its axes back in order. Of a product that the walk has just made, (A B)^T, it is B^T A^T: ONNX Runtime multiplies turned
    /// matrices as they lie, while turning the product of an attention map takes a copy (3600 x 3600: 6.6 of 220 ms of TwinLiteNet's gradient).</summary>
    public static Value?[] Transpose(GradientBuilder b, Node n, Value dy)
    {
        // Without perm the axes are reversed, which is its own inverse.
        if (n.Ints("perm") is not { } permutation) return [b.Op("Transpose", dy)];
        var inverse = new long[permutation.Length];
        for (var k = 0; k < inverse.Length; k++) inverse[permutation[k]] = k;
        if (dy.Producer is { } product && product.Is("MatMul") && TurnsMatrices(inverse)
            && product.Inputs.All(i => i!.Shape?.Rank == inverse.Length))
            return [b.MatMul(Turned(b, product.Input(1), inverse), Turned(b, product.Input(0), inverse))];
        return [b.Transpose(dy, inverse)];
    }

    /// <summary>The walk sums what was repeated.</summary>
    public static Value?[] Expand(GradientBuilder b, Node n, Value dy) => b.Each(n, i => i == 0 ? dy : null);

    /// <summary>dy as [..., repeats, size, ...], summed over the repeats.</summary>
    public static Value?[] Tile(GradientBuilder b, Node n, Value dy)
    {
        var (x, repeats) = (n.Input(0), b.Known(n, 1, "repeats"));
        if (x.Shape is not { } shape || shape.Count(d => d.Size is null) > 1)
            throw b.Refuse(n, $"an input of shape {x.Shape?.ToString() ?? "unknown"}", "at most one open dimension");
        var (split, axes) = (new List<long>(), new List<long>());
        for (var k = 0; k < repeats.Length; k++)
        {
            if (repeats[k] != 1)
            {
                axes.Add(split.Count);
                split.Add(repeats[k]);
            }
            split.Add(shape[k].Size ?? -1);
        }
        return [axes.Count == 0 ? dy : b.ReduceSum(b.Reshape(dy, [.. split]), [.. axes], keepDims: false)];
    }

    /// <summary>Each input's part of dy.</summary>
    /// <remarks>A Slice per wanted part; a Split of all parts takes as long (0.23 ms both, [1, 64, 90, 160]).</remarks>
    public static Value?[] Concat(GradientBuilder b, Node n, Value dy)
    {
        var axis = (int)n.Int("axis", 0);
        return b.Each(n, Part);

        Value Part(int i)
        {
            if (n.Inputs.Count == 1) return dy;
            // Beside an open size: what is known behind it counts from the end.
            return (Sizes(n.Inputs.Take(i)), Sizes(n.Inputs.Skip(i).Take(1)), Sizes(n.Inputs.Skip(i + 1))) switch
            {
                ({ } before, { } size, _) => b.Slice(dy, [before], [before + size], [axis]),
                ({ } before, _, { } behind) => b.Slice(dy, [before], [FromEnd(behind)], [axis]),
                (_, { } size, { } behind) => b.Slice(dy, [-behind - size], [FromEnd(behind)], [axis]),
                _ => throw b.Refuse(n, $"several inputs have an open size along axis {axis}", "one at most"),
            };
        }

        static long FromEnd(long behind) => behind == 0 ? long.MaxValue : -behind;

        long? Sizes(IEnumerable<Value?> parts) => parts.Aggregate((long?)0, (sum, p) => sum + p?.Shape?[axis].Size);
    }

    /// <summary>The parts' gradients side by side; a part from which none comes gives zeros.</summary>
    public static Value?[] Split(GradientBuilder b, Node n, IReadOnlyList<Value?> dys)
    {
        var axis = n.Int("axis", 0);
        Value?[] parts = [.. dys.Select((dy, k) => dy ?? b.Zeros(n.Outputs[k] ?? throw b.Refuse(n, $"output {k} is left out", "all of them")))];
        return [parts.Length == 1 ? parts[0] : b.Concat(axis, parts)];
    }

    /// <summary>SpaceToDepth is the inverse for mode DCR; for CRD, [N, C, H, b, W, b] to [N, C, b, b, H, W].</summary>
    public static Value?[] DepthToSpace(GradientBuilder b, Node n, Value dy)
    {
        var block = n.Int("blocksize", 0);
        if (n.Text("mode", "DCR") == "DCR") return [b.Op("SpaceToDepth", [dy], Attribute.Of("blocksize", block))];
        if (n.Input(0).Shape is not { Rank: 4 } x || x[1].Size is not { } deep || x[2].Size is not { } high || x[3].Size is not { } wide)
            throw b.Refuse(n, $"an input of shape {n.Input(0).Shape?.ToString() ?? "unknown"} with mode CRD", "fixed sizes but for the batch");
        var split = b.Reshape(dy, -1, deep / (block * block), high, block, wide, block);
        return [b.ReshapeLike(b.Transpose(split, 0, 1, 3, 5, 2, 4), n.Input(0))];
    }

    public static Value?[] SpaceToDepth(GradientBuilder b, Node n, Value dy) =>
        [b.Op("DepthToSpace", [dy], Attribute.Of("blocksize", n.Int("blocksize", 0)))];

    /// <summary>Known indices only: others would need a scatter. Neighbours in a row are a slice, whose gradient is a pad; any other choice is a product
    /// with a 0/1 matrix, [size of the axis, number of indices].</summary>
    public static Value?[] Gather(GradientBuilder b, Node n, Value dy)
    {
        var x = n.Input(0);
        if (n.Input(1).Constant is not { } constant) throw b.Refuse(n, "its indices are computed in the run", "constants");
        if (x.Shape is not { } shape) throw b.Refuse(n, "the rank of its input is not known", "a known rank");
        var axis = new Inference(n, b.Opset).Axis(n.Int("axis", 0), shape.Rank);
        if (shape[axis].Size is not { } size) throw b.Refuse(n, $"axis {axis} of {x} is open", "a fixed size");
        long[] indices = [.. constant.ToLongs().Select(k => k < 0 ? k + size : k)];
        if (shape.Count(d => d.Size is null) > 1) throw b.Refuse(n, $"an input of shape {shape}", "at most one open dimension");
        // The indices as one axis of dy, whatever their own shape.
        var picked = constant.Dimensions.Count == 1 ? dy : b.Reshape(dy, [.. shape.Select((d, k) => k == axis ? indices.Length : d.Size ?? -1)]);
        if (Enumerable.Range(0, indices.Length).All(k => indices[k] == indices[0] + k))
            return [Slicing.Around(b, picked, axis, indices[0], size - indices[0] - indices.Length)];
        var matrix = new double[size * indices.Length];
        for (var k = 0; k < indices.Length; k++) matrix[(indices[k] * indices.Length) + k] = 1;
        var choice = b.Const(Tensor.FromDoubles(dy.Type, matrix, size, indices.Length));
        // As [before, indices, behind], so that the product runs over the middle.
        long behind = shape.Skip(axis + 1).Aggregate(1L, (p, d) => d.Size is { } s && p > 0 ? p * s : -1);
        var before = behind < 0 ? shape.Take(axis).Aggregate(1L, (p, d) => p * d.Size!.Value) : -1;
        var rows = b.Reshape(picked, before, indices.Length, behind);
        return [b.ReshapeLike(b.MatMul(choice, rows), x)];
    }

    private static bool TurnsMatrices(long[] permutation) => permutation.Length > 1 &&
        permutation.SequenceEqual([.. Enumerable.Range(0, permutation.Length - 2).Select(k => (long)k), permutation.Length - 1, permutation.Length - 2]);

    // Turned twice is what it was.
    private static Value Turned(GraphBuilder b, Value matrix, long[] permutation) =>
        matrix.Producer is { } made && made.Is("Transpose") && made.Ints("perm") is { } same && same.SequenceEqual(permutation)
            ? made.Input(0)
            : b.Transpose(matrix, permutation);
}
