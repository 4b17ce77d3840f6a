namespace SegEdge.Onnx.Transforms;

/// <summary>Lets a model see mixtures of one picture and references instead of pictures: x_s = S · x + (1 - S) · reference, where the mask of a
/// coalition s of cells is S = down · s · across: one number per pixel.</summary>
/// <remarks>
/// <para>Requires: opset 13 or later; a picture input of four axes, fixed but for an open batch, see <see cref="SetBatch"/>.</para>
/// <para>Ensures: the input of that name is now one picture [1, ...]; inputs <c>reference</c> float [R, ...] in the same units, <c>reference_of</c>
/// int64 [batch], which reference each mixture takes, <c>coalitions</c> float [batch, rows, columns], 1 where the picture shows, and the enlargement
/// <c>down</c> float [H, rows], <c>across</c> float [columns, W].</para>
/// <para>Case 1: [N, C, H, W]. Case 2: [N, H, W, C]. Case 3: a fixed batch: as many mixtures. Where S is 0 a mixture has the reference's bits, where
/// it is 1 the picture's up to one rounding of the difference. Refused, the model being left as it was: no such input; another type, rank or an open
/// side; no cells; one of the new names taken.</para>
/// <para>The caller gives the enlargement: it alone knows which part of the input a letterbox fills, and whether cells have soft or hard edges. Being
/// two products, it needs no computed sizes for an open batch, and its gradient is two products.</para>
/// </remarks>
/// <param name="input">Name of the picture input.</param>
/// <param name="channelsLast">Whether it is [N, H, W, C] and not [N, C, H, W].</param>
public sealed class PrependCoalitions(string input, bool channelsLast, int rows, int columns) : IGraphTransform
{
    public const string Coalitions = "coalitions", Reference = "reference", ReferenceOf = "reference_of", Down = "down", Across = "across";

    public bool Apply(Model model)
    {
        var graph = model.Graph;
        var batched = graph.FreeInputs.FirstOrDefault(i => i.Name == input)
            ?? throw new OnnxException($"Graph '{graph.Name}' has no input '{input}'; its inputs are {string.Join(", ", graph.FreeInputs)}.");
        var (heightAxis, widthAxis, channelAxis) = channelsLast ? (1, 2, 3) : (2, 3, 1);
        if (batched.Type != ElementType.Float || batched.Shape is not { Rank: 4 } shape || shape[heightAxis].Size is not { } height || shape[widthAxis].Size is not { } width)
            throw new OnnxException($"Input {batched}: expected Float with four axes, fixed but for the batch.");
        if (rows < 1 || columns < 1) throw new OnnxException($"{rows} x {columns} cells; expected 1 or more.");
        OutputNames.RequireFree(graph, [Reference, ReferenceOf, Coalitions, Down, Across]);

        var batch = shape[0];
        var b = new GraphBuilder(model, "coalitions");
        batched.Name = b.Fresh("picture");
        graph.Inputs.Remove(batched);
        var picture = new Value(input, ElementType.Float, shape.With(0, 1));
        graph.Inputs.Insert(0, picture);
        var reference = b.Input(Reference, ElementType.Float, shape.With(0, Dim.Named("references")));
        var referenceOf = b.Input(ReferenceOf, ElementType.Int64, [batch]);
        var coalitions = b.Input(Coalitions, ElementType.Float, [batch, rows, columns]);

        var down = b.Input(Down, ElementType.Float, [height, rows]);
        var across = b.Input(Across, ElementType.Float, [columns, width]);
        var shown = b.Unsqueeze(b.MatMul(b.MatMul(down, coalitions), across), channelAxis);
        var behind = b.Op("Gather", [reference, referenceOf], Attribute.Of("axis", 0));
        var mixture = b.Add(behind, b.Mul(shown, b.Sub(picture, behind)));
        graph.ReplaceUses(batched, mixture);
        TopologicalSort.Sort(graph);
        Shapes.Infer(model);
        return true;
    }
}
