namespace SegEdge.Onnx.Transforms;

/// <summary>Lets a model see mixtures of one picture and references instead of pictures: x_s = s · x + (1 - s) · reference, with s on a coarse
/// grid of cells, enlarged bilinearly (half-pixel centres, clamped at the border).</summary>
/// <remarks>
/// <para>Requires: opset 13 or later; a picture input of four axes, fixed but for an open batch, see <see cref="SetBatch"/>.</para>
/// <para>Ensures: the input of that name is now one picture [1, ...]; inputs <c>reference</c> float [R, ...] in the same units, <c>reference_of</c>
/// int64 [batch], which reference each mixture takes, and <c>coalitions</c> float [batch, rows, columns], 1 where the picture shows.</para>
/// <para>The enlargement is two products with constant matrices, so an open batch needs no computed sizes, and its gradient is two products.</para>
/// </remarks>
/// <param name="input">Name of the picture input.</param>
/// <param name="channelsLast">Whether it is [N, H, W, C] and not [N, C, H, W].</param>
public sealed class PrependCoalitions(string input, bool channelsLast, int rows, int columns) : IGraphTransform
{
    public const string Coalitions = "coalitions", Reference = "reference", ReferenceOf = "reference_of";

    public bool Apply(Model model)
    {
        var graph = model.Graph;
        var batched = graph.FreeInputs.FirstOrDefault(i => i.Name == input)
            ?? throw new OnnxException($"Graph '{graph.Name}' has no input '{input}'; its inputs are {string.Join(", ", graph.FreeInputs)}.");
        var (heightAxis, widthAxis, channelAxis) = channelsLast ? (1, 2, 3) : (2, 3, 1);
        if (batched.Type != ElementType.Float || batched.Shape is not { Rank: 4 } shape || shape[heightAxis].Size is not { } height || shape[widthAxis].Size is not { } width)
            throw new OnnxException($"Input {batched}: expected Float with four axes, fixed but for the batch.");

        var batch = shape[0];
        var b = new GraphBuilder(model, "coalitions");
        batched.Name = b.Fresh("picture");
        graph.Inputs.Remove(batched);
        var picture = new Value(input, ElementType.Float, shape.With(0, 1));
        graph.Inputs.Insert(0, picture);
        var reference = b.Input(Reference, ElementType.Float, shape.With(0, Dim.Named("references")));
        var referenceOf = b.Input(ReferenceOf, ElementType.Int64, [batch]);
        var coalitions = b.Input(Coalitions, ElementType.Float, [batch, rows, columns]);

        var down = b.Const(Enlarging(rows, height));
        var across = b.Const(Transposed(Enlarging(columns, width)));
        var shown = b.Unsqueeze(b.MatMul(b.MatMul(down, coalitions), across), channelAxis);
        var behind = b.Op("Gather", [reference, referenceOf], Attribute.Of("axis", 0));
        var mixture = b.Add(behind, b.Mul(shown, b.Sub(picture, behind)));
        graph.ReplaceUses(batched, mixture);
        TopologicalSort.Sort(graph);
        Shapes.Infer(model);
        return true;
    }

    /// <summary>The matrix of linear enlargement, [to, from], as ONNX's Resize with half_pixel: each row has at most two weights, which sum to 1.</summary>
    private static Tensor Enlarging(int from, long to)
    {
        var matrix = new float[to * from];
        for (var i = 0; i < to; i++)
        {
            var x = Math.Clamp(((i + 0.5) * from / to) - 0.5, 0, from - 1);
            var left = (int)x;
            matrix[(i * from) + left] += (float)(1 - (x - left));
            if (left + 1 < from) matrix[(i * from) + left + 1] += (float)(x - left);
        }
        return Tensor.Of<float>(matrix, to, from);
    }

    private static Tensor Transposed(Tensor matrix)
    {
        var (rows, columns) = ((int)matrix.Dimensions[0], (int)matrix.Dimensions[1]);
        var from = matrix.Span<float>();
        var to = new float[from.Length];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++) to[(c * rows) + r] = from[(r * columns) + c];
        return Tensor.Of<float>(to, columns, rows);
    }
}
