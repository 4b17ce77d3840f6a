using Microsoft.ML.OnnxRuntime.Tensors;
using SegEdge.Pipeline.Models;
using SegEdge.Telemetry.Codecs;

namespace SegEdge.EdgeHost.Models;

/// <summary>A first manifest for a model that has none: what the file tells is filled in, what it cannot tell gets the most common value.</summary>
internal static class ManifestProposal
{
    // Golden-angle hues: neighbouring classes differ, however many there are.
    private const double GoldenAngle = 137.508;

    // Pixels: of a side that the file leaves open.
    private const int Side = 512;

    /// <exception cref="ModelException">No picture input or no per-pixel output can be seen in the file.</exception>
    public static ModelManifest For(string modelPath, ModelSignature signature)
    {
        var input = signature.Inputs.FirstOrDefault(i => i.Dimensions.Count == 4)
            ?? throw new ModelException($"{modelPath}: no input with 4 axes, so none that takes a picture; found {string.Join("; ", signature.Inputs)}.");
        var layout = input.Dimensions[3] == 3 && input.Dimensions[1] != 3 ? TensorLayout.Nhwc : TensorLayout.Nchw;
        var (height, width) = layout == TensorLayout.Nchw ? (input.Fixed(2), input.Fixed(3)) : (input.Fixed(1), input.Fixed(2));
        ModelHead[] heads = InstanceProposal.For(modelPath, signature, height ?? Side, Color) is { } instances ? [instances with { Kind = HeadKind.ProtoInstances }]
            : [.. signature.Outputs.Where(o => o.Dimensions.Count is 3 or 4).Select(o => HeadFor(o, layout))];
        if (heads.Length == 0)
            throw new ModelException($"{modelPath}: no output with 3 or 4 axes, so no class map; found {string.Join("; ", signature.Outputs)}.");

        var name = Path.GetFileNameWithoutExtension(modelPath);
        var isOpen = height is null && width is null;
        return new ModelManifest
        {
            Name = name,
            Task = heads.Length > 1 ? ModelTask.MultiHead : Enum.Parse<ModelTask>(heads[0].Kind!.Value.ToString()),
            File = Path.GetFileName(modelPath),
            Sha256 = ModelPackage.HashOf(modelPath),
            Input = new ModelInput
            {
                Name = input.Name,
                Layout = layout,
                Color = ColorOrder.Rgb,
                Height = isOpen ? 0 : height ?? Side,
                Width = isOpen ? 0 : width ?? Side,
                Scale = 1 / 255.0,
                Resize = heads[0].Instances is null ? ResizeMode.Stretch : ResizeMode.Letterbox,
                Padding = heads[0].Instances is null ? null : InstanceProposal.Padding,
            },
            Shapes = isOpen ? new ModelShapes { Min = [Side / 2, Side / 2], Opt = [Side, Side], Max = [1088, 1920] } : null,
            Heads = heads.Length > 1 ? heads : [heads[0] with { Kind = null }],
        };
    }

    private static ModelHead HeadFor(TensorSignature output, TensorLayout layout)
    {
        var channels = output.Dimensions.Count == 4 ? output.Fixed(layout == TensorLayout.Nchw ? 1 : 3) ?? 2 : 1;
        var kind = output.Type != TensorElementType.Float ? HeadKind.Argmax : channels == 1 ? HeadKind.Binary : HeadKind.Logits;
        var classes = kind == HeadKind.Logits ? channels : 2;
        return new ModelHead
        {
            Name = string.Concat(output.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')),
            Output = output.Name,
            Kind = kind,
            Classes = [.. Enumerable.Range(0, classes).Select(i => new ModelClass($"class{i}", Color(i)))],
        };
    }

    private static string Color(int index)
    {
        double hue = index * GoldenAngle % 360 / 60, value = index % 2 == 0 ? 0.9 : 0.65;
        var x = 1 - Math.Abs((hue % 2) - 1);
        (double r, double g, double b) = (int)hue switch { 0 => (1d, x, 0d), 1 => (x, 1, 0), 2 => (0, 1, x), 3 => (0, x, 1), 4 => (x, 0, 1), _ => (1, 0, x) };
        return new Rgb(Channel(r), Channel(g), Channel(b)).ToString();

        byte Channel(double c) => (byte)Math.Round(255 * value * (0.25 + (0.75 * c)));
    }
}
