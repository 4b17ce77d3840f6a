using System.Text.Json;

namespace SegEdge.Pipeline.Models;

/// <summary>What a manifest may say about sizes: one size, or bounds of an open one, and the tiles that a larger picture is cut into.</summary>
internal static class InputSizeRules
{
    private const int Least = 8, Most = 8192;

    public static IEnumerable<string> Check(ModelManifest manifest) => [.. Size(manifest), .. Bounds(manifest.Shapes), .. Tiles(manifest)];

    private static IEnumerable<string> Size(ModelManifest manifest)
    {
        var (input, shapes) = (manifest.Input, manifest.Shapes);
        if (shapes is not null && input.Width == 0 && input.Height == 0) yield break;
        foreach (var (name, value, axis) in new[] { ("width", input.Width, 1), ("height", input.Height, 0) })
        {
            if (value == 0)
                yield return shapes is null
                    ? $"'input.{name}' is missing: a size without bounds is refused. Give it, or where the file leaves height and width open give 'shapes' with min, opt and max."
                    : $"'input.{name}' is missing beside the other side. Give both, which fixes the size, or none, and the camera decides within 'shapes'.";
            else if (value is < Least or > Most) yield return $"'input.{name}' is {value}, expected {Least}..{Most}.";
            else if (shapes is not null && AreSizes(shapes) && !(value >= shapes.Min[axis] && value <= shapes.Max[axis] && value % Math.Max(1, shapes.Multiple) == 0))
                yield return $"'input.{name}' is {value}, 'shapes' allows multiples of {shapes.Multiple} from {shapes.Min[axis]} to {shapes.Max[axis]}. Correct either, or leave both sides out.";
        }
    }

    private static IEnumerable<string> Bounds(ModelShapes? shapes)
    {
        if (shapes is null) yield break;
        if (!AreSizes(shapes))
        {
            yield return "'shapes' needs min, opt and max with two numbers each, [height, width], e.g. \"opt\": [384, 640].";
            yield break;
        }
        if (shapes.Multiple is < 1 or > Most)
        {
            yield return $"'shapes.multiple' is {shapes.Multiple}, expected 1..{Most}; 32 suits most networks.";
            yield break;
        }
        foreach (var (name, sides) in new[] { ("min", shapes.Min), ("opt", shapes.Opt), ("max", shapes.Max) })
            foreach (var side in sides)
                if (side is < Least or > Most || side % shapes.Multiple != 0)
                    yield return $"'shapes.{name}' holds {side}, expected {Least}..{Most} and a multiple of {shapes.Multiple} ('shapes.multiple').";
        for (var axis = 0; axis < 2; axis++)
            if (shapes.Min[axis] > shapes.Opt[axis] || shapes.Opt[axis] > shapes.Max[axis])
                yield return $"'shapes': {(axis == 0 ? "height" : "width")} has min {shapes.Min[axis]}, opt {shapes.Opt[axis]}, max {shapes.Max[axis]}, expected ascending.";
    }

    private static IEnumerable<string> Tiles(ModelManifest manifest)
    {
        var (input, tiling) = (manifest.Input, manifest.Tiling);
        if (tiling is null) yield break;
        if (input.Width == 0 || input.Height == 0)
        {
            yield return "'tiling' needs 'input.width' and 'input.height': the size of a tile. Give both, or leave 'tiling' out.";
            yield break;
        }
        foreach (var (name, whole, tile) in new[] { ("width", tiling.Width, input.Width), ("height", tiling.Height, input.Height) })
            if (whole < tile || whole > Most)
                yield return $"'tiling.{name}' is {whole}, expected {tile} ('input.{name}', the size of a tile) to {Most}.";
        if (tiling.Overlap < 0 || tiling.Overlap > Math.Min(input.Width, input.Height) / 2)
            yield return $"'tiling.overlap' is {tiling.Overlap}, expected 0 to half of a tile's shorter side, {Math.Min(input.Width, input.Height) / 2}.";
        foreach (var (head, i) in manifest.Heads.Select((head, i) => (head, i)))
            if (head.KindIn(manifest.Task) is not (HeadKind.Logits or HeadKind.Binary or HeadKind.MultiLabel) and var kind)
                yield return $"'heads[{i}]' ({head.Name}) is '{JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString())}': tiles are blended by their scores, expected logits, binary, multi-label or probabilities. " +
                    "Export the model with scores, or leave 'tiling' out.";
    }

    private static bool AreSizes(ModelShapes shapes) => shapes.Min.Count == 2 && shapes.Opt.Count == 2 && shapes.Max.Count == 2;
}
