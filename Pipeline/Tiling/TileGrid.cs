using System.Numerics;
using SegEdge.Explain;
using SegEdge.Pipeline.Models;

namespace SegEdge.Pipeline.Tiling;

/// <summary>How a manifest's picture is cut into tiles, in pixels of that picture.</summary>
internal sealed record TileGrid(TileAxis Across, TileAxis Down)
{
    // The coarsest grid of common networks: two tiles that are a whole number of its cells apart see the same things in the same phase of their strides.
    private const int Coarsest = 32;

    /// <param name="outputs">Of a tile: places of tiles are whole pixels in each of them.</param>
    /// <exception cref="ModelException">The manifest's size or overlap does not go with these outputs; it names the field and the next size that does.</exception>
    public static TileGrid For(ModelManifest manifest, IEnumerable<ScoreTensor> outputs)
    {
        var (input, tiling) = (manifest.Input, manifest.Tiling!);
        int across = 1, down = 1;
        foreach (var output in outputs)
        {
            across = Together(across, input.Width / Common(input.Width, output.Width));
            down = Together(down, input.Height / Common(input.Height, output.Height));
        }
        return new TileGrid(
            Axis("width", tiling.Width, input.Width, tiling.Overlap, across), Axis("height", tiling.Height, input.Height, tiling.Overlap, down));
    }

    private static TileAxis Axis(string name, int length, int tile, int overlap, int whole)
    {
        if ((length - tile) % whole is not 0 and var rest)
            throw new ModelException($"'tiling.{name}' is {length}, 'input.{name}' {tile}: the difference must be a multiple of {whole}, for which the model's outputs have a whole number of pixels. " +
                $"Set it to {length - rest}, or to {length - rest + whole}.");
        if (length > tile && tile - overlap < whole)
            throw new ModelException($"'tiling.overlap' is {overlap}, 'input.{name}' {tile}: tiles must be {whole} pixels apart at least. Set it to {tile - whole} or less.");
        // Where tiles are that far apart anyway; small ones would only become more.
        var aligned = Coarsest % whole == 0 && tile - overlap >= 2 * Coarsest;
        return TileAxis.Cover(length, tile, overlap, aligned ? Coarsest : whole);
    }

    private static int Together(int a, int b) => a / Common(a, b) * b;

    private static int Common(int a, int b) => (int)BigInteger.GreatestCommonDivisor(a, b);
}
