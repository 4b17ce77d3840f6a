using OpenCvSharp;
using SegEdge.Pipeline;
using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Onnx.Tests.Networks;

/// <summary>For each real model a picture of the kind it was trained on, on its way through the manifest's preprocessing, with a grain of at
/// most half a grey level. Without it black margins would be exactly flat: there every MaxPool window is one tie, whose gradient is a matter
/// of choice (ours shares it, PyTorch gives it to the first), and whole areas of Relu inputs stand at one value.</summary>
internal static class RealPictures
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["twinlitenet"] = "data/carnd-lanelines/solidWhiteRight.jpg",
        ["mlnd-lane"] = "data/carnd-lanelines/solidYellowCurve.jpg",
        ["espnet-camvid"] = "data/camvid/test/0001TP_008550.jpg",
        ["lwnet-vessels"] = "data/chasedb1/images/Image_01L.jpg",
        ["field"] = "data/cwfid/images/001.jpg",
    };

    /// <summary>In the shape of the model's input; the running test is skipped where the picture is absent.</summary>
    /// <param name="grain">Seed of the grain.</param>
    public static Tensor For(string model, IReadOnlyList<long> dimensions, int grain = 1)
    {
        var folder = model == "field" ? "models/field" : $"models/zoo/{model}";
        var manifest = ManifestReader.Read(Repository.Path($"{folder}/{ModelPackage.ManifestName}"));
        using var picture = Cv2.ImRead(SharedData.Require(Files[model]), ImreadModes.Color);
        using var preparation = new PicturePreparation(manifest.Input);
        var tensor = new float[3 * manifest.Input.Width * manifest.Input.Height];
        preparation.Prepare(picture, tensor);
        var greyLevel = manifest.Input.Scale / manifest.Input.Std[0];
        var random = new Random(grain);
        for (var i = 0; i < tensor.Length; i++) tensor[i] += (float)(greyLevel * (random.NextDouble() - 0.5));
        return Tensor.Of<float>(tensor, [.. dimensions]);
    }

    /// <param name="picture">[1, C, H, W].</param>
    /// <returns>[1, C, H / part, W / part].</returns>
    public static Tensor Middle(Tensor picture, int part)
    {
        var (height, width) = ((int)picture.Dimensions[2], (int)picture.Dimensions[3]);
        var (h, w) = (height / part, width / part);
        var from = picture.Span<float>();
        var to = new List<float>();
        for (var c = 0; c < picture.Dimensions[1]; c++)
            for (var y = (height - h) / 2; y < (height + h) / 2; y++)
                to.AddRange(from.Slice((((c * height) + y) * width) + ((width - w) / 2), w));
        return Tensor.Of<float>([.. to], 1, picture.Dimensions[1], h, w);
    }
}
