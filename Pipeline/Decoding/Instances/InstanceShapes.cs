using SegEdge.Camera;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Decoding.Instances;

/// <summary>Sizes of a proto-instances head as a run gave them.</summary>
/// <param name="Prototypes">Height and width of each.</param>
/// <param name="Input">Of the model, which is what boxes are measured in.</param>
internal sealed record InstanceShapes(DetectionLayout Detections, PictureSize Prototypes, PictureSize Input)
{
    /// <exception cref="ModelException">They do not fit the head, or are no floats.</exception>
    public static InstanceShapes Of(ModelHead head, ModelInput input, BoundTensor detections, BoundTensor prototypes)
    {
        if (detections.Values is not float[] || prototypes.Values is not float[])
            throw new ModelException($"Head '{head.Name}': outputs '{detections.Name}' and '{prototypes.Name}' must be Float. Is it another kind of model?");
        if (prototypes.Shape is not [1, var coefficients, var height, var width] || coefficients < 1)
            throw new ModelException($"Head '{head.Name}': a run gave '{prototypes.Name}' the shape {Text(prototypes.Shape)}, expected [1, coefficients, height, width]. " +
                "Name the prototypes in 'instances.prototypes'.");
        var layout = DetectionLayout.Of(detections.Shape, head.Classes.Count - 1, coefficients)
            ?? throw new ModelException($"Head '{head.Name}': a run gave '{detections.Name}' the shape {Text(detections.Shape)}, expected [1, V, N] or [1, N, V] " +
                $"with V = {InstanceCheck.ValuesOf(head, coefficients)}: {InstanceCheck.BoxValues} of the box, {head.Classes.Count - 1} class scores (of {head.Classes.Count} " +
                $"classes the first is the background) and {coefficients} coefficients. Correct 'classes'.");
        return new InstanceShapes(layout, new PictureSize(width, height), new PictureSize(input.Width, input.Height));
    }

    private static string Text(int[] shape) => $"[{string.Join(", ", shape)}]";
}
