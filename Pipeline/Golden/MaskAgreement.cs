using System.Globalization;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Golden;

/// <summary>Holds what a model says against masks that are known to be right.</summary>
internal static class MaskAgreement
{
    /// <summary>For models without golden frames.</summary>
    public const double DefaultBound = 0.99;

    public static double BoundOf(ModelManifest manifest) => manifest.Golden?.Agreement ?? DefaultBound;

    /// <summary>Every picture once.</summary>
    /// <param name="pictures">Each with its masks.</param>
    /// <returns>The first disagreement, in words; null if all agree.</returns>
    public static string? Fault(SegmentationModel model, IReadOnlyList<GoldenPicture> pictures)
    {
        var bound = BoundOf(model.Manifest);
        foreach (var picture in pictures)
        {
            using var segmentation = model.Maps.Rent();
            if (model.Segment(picture.Frame, segmentation, out _) is null) return $"{picture.Name}: the scores hold NaN or infinity";
            for (var h = 0; h < segmentation.Heads.Count; h++)
            {
                var (map, mask) = (segmentation.Heads[h], picture.Masks![h]);
                if (mask.Length != map.Classes.Length)
                    return $"{picture.Name}: the golden mask of head '{map.Head}' has {mask.Length} pixels, the model's {map.Size}";
                if (ShareOf(map.Classes, mask) is var share && share < bound)
                    return string.Create(CultureInfo.InvariantCulture,
                        $"{picture.Name}: head '{map.Head}' agrees in {100 * share:0.00} % of the pixels, expected {100 * bound:0.##} %");
            }
        }
        return null;
    }

    /// <summary>The same pictures with this model's own masks, to hold another against.</summary>
    /// <exception cref="ModelException">The model's scores are not finite.</exception>
    public static IReadOnlyList<GoldenPicture> Answered(SegmentationModel model, IReadOnlyList<GoldenPicture> pictures) => [.. pictures.Select(picture =>
    {
        using var segmentation = model.Maps.Rent();
        return model.Segment(picture.Frame, segmentation, out _) is null
            ? throw new ModelException($"{model.Package.ModelPath}: {picture.Name}: the scores hold NaN or infinity; check the manifest's mean, std and scale.")
            : picture with { Masks = [.. segmentation.Heads.Select(map => map.Classes.ToArray())] };
    })];

    private static double ShareOf(ReadOnlySpan<byte> classes, ReadOnlySpan<byte> mask)
    {
        var same = 0;
        for (var i = 0; i < classes.Length; i++)
            if (classes[i] == mask[i]) same++;
        return (double)same / classes.Length;
    }
}
