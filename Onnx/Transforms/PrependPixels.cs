namespace SegEdge.Onnx.Transforms;

/// <summary>Puts the picture's way into the network in front of it: a uint8 input [N, H, W, 3] in camera order (blue first) takes the place of
/// the float one.</summary>
/// <remarks>
/// Requires: opset 13; a float input of rank 4 with three channels and a known size.
/// Ensures: the network reads <c>(float)((pixel - mean) / std * scale)</c>, computed in double precision: the same bits as a host's table,
/// see <see cref="PixelFormula"/>; padding is 0. Everything behind is untouched.
/// Case 1: NCHW. Case 2: NHWC: the same and a Transpose at the end, which meets the exporter's own and goes in ONNX Runtime. Case 3: RGB: planes
/// change places. Case 4: <see cref="PixelInput.ResizeFrom"/>: bilinear by pixel centres without anti-aliasing, rounded to grey levels with
/// halves up, as OpenCV's INTER_LINEAR. Measured against OpenCV 4.13 on photographs: 720 x 1280 to 360 x 640 and 1080 x 1920 to 360 x 480 no
/// level differs; 540 x 960 to 384 x 640 and 480 x 640 to 512 x 512 8 % do, by one, for OpenCV weighs with 11 bits: no bit identity, and 6
/// to 14 times its time. Case 5: <see cref="PixelInput.Padding"/>, zeros behind the normalisation: a letterbox whose rest is the very mean.
/// Refused, by name: no such input; not float; not three channels; size unknown or another; padding that leaves nothing; resizing under an open
/// batch; a name that is taken.
/// The first node is Cast to float: TensorRT takes uint8 only there. Measured, ONNX Runtime 1.31.1, CPU, one thread, 360 x 640, with
/// mean and std: Cast, Transpose, Gather 0.43 ms; Transpose first 0.37 ms; arithmetic before the Transpose 4.7 ms.
/// </remarks>
public sealed class PrependPixels(PixelInput input) : IGraphTransform
{
    /// <summary>Which arithmetic normalises.</summary>
    public PixelFormula Formula { get; } = PixelFormula.For(input.Mean, input.Std, input.Scale);

    public bool Apply(Model model)
    {
        var graph = model.Graph;
        var old = graph.FreeInputs.FirstOrDefault(i => i.Name == input.Input) ?? throw new OnnxException(
            $"Graph '{graph.Name}' has no input '{input.Input}'; its inputs are {string.Join(", ", graph.FreeInputs.Select(i => $"'{i.Name}'"))}.");
        var (batch, height, width) = Size(old);
        var (fromHeight, fromWidth) = input.ResizeFrom ?? (height, width);
        if (input.ResizeFrom is not null && batch.Size is null)
            throw new OnnxException($"Input {old}: pixels are to be resized and the batch is open; expected a number. Run SetBatch first, or resize outside.");

        var b = new GraphBuilder(model, "pixels");
        var pixels = b.Input(input.Name, ElementType.UInt8, Shape.Of([batch, fromHeight, fromWidth, 3]));
        var planes = b.Transpose(b.Cast(pixels, ElementType.Float), 0, 3, 1, 2);
        if (input.Rgb) planes = b.Op("Gather", [planes, b.Ints(2, 1, 0)], Attribute.Of("axis", 1));
        if (input.ResizeFrom is not null)
        {
            // Halves go up, as in OpenCV; Round would send them to even levels.
            planes = b.Op("Resize", [planes, null, null, b.Ints(batch.Size!.Value, 3, height, width)],
                Attribute.Of("mode", "linear"), Attribute.Of("coordinate_transformation_mode", "half_pixel"));
            planes = b.Op("Floor", b.Add(planes, b.Scalar(planes, 0.5)));
        }
        planes = Formula.Build(b, planes);
        if (input.Padding is not (0, 0, 0, 0) and var (top, left, bottom, right)) planes = b.Pad(planes, 0, 0, top, left, 0, 0, bottom, right);
        if (input.ChannelsLast) planes = b.Transpose(planes, 0, 2, 3, 1);

        graph.ReplaceUses(old, planes);
        graph.Inputs.Insert(graph.Inputs.IndexOf(old), pixels);
        graph.Inputs.RemoveAt(graph.Inputs.Count - 1);
        graph.Inputs.Remove(old);
        TopologicalSort.Sort(graph);
        return true;
    }

    // Batch, and the picture's size without padding.
    private (Dim Batch, int Height, int Width) Size(Value old)
    {
        var expected = input.ChannelsLast ? "[N, H, W, 3]" : "[N, 3, H, W]";
        if (old.Type != ElementType.Float)
            throw new OnnxException($"Input {old} is {old.Type}, expected Float. A quantised picture input needs no pixels in front.");
        if (old.Shape is not { Rank: 4 } shape) throw new OnnxException($"Input {old}: shape {old.Shape}, expected {expected}.");
        if (shape[input.ChannelsLast ? 3 : 1].Size is { } channels and not 3)
            throw new OnnxException($"Input {old}: {channels} channels, expected 3 in {expected}. Try the other layout.");
        var rows = One("height", shape[input.ChannelsLast ? 1 : 2], input.Size?.Height);
        var columns = One("width", shape[input.ChannelsLast ? 2 : 3], input.Size?.Width);
        var (top, left, bottom, right) = input.Padding;
        if (Math.Min(Math.Min(top, bottom), Math.Min(left, right)) < 0 || top + bottom >= rows || left + right >= columns)
            throw new OnnxException($"Input {old}: padding {input.Padding} of {rows} x {columns}; expected numbers from 0 that leave some of the picture.");
        return (shape[0], rows - top - bottom, columns - left - right);

        int One(string what, Dim found, int? wanted) => (found.Size, wanted) switch
        {
            ({ } size, null) => (int)size,
            (null, { } size) => size,
            ({ } size, { } same) when size == same => same,
            (null, null) => throw new OnnxException($"Input {old}: its {what} is open; expected a number. Give the size."),
            _ => throw new OnnxException($"Input {old}: its {what} is {found}, asked for {wanted}. Correct the size."),
        };
    }
}
