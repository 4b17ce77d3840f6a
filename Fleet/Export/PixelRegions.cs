namespace SegEdge.Fleet.Export;

/// <summary>The connected regions of a class map, all classes in one pass: its cost does not grow with their number.</summary>
/// <remarks>Two passes with union-find: Rosenfeld, Pfaltz, Sequential Operations in Digital Picture Processing, J. ACM 1966.</remarks>
public sealed class PixelRegions
{
    private readonly int[] _labels;

    private PixelRegions(int[] labels, int width, int height, IReadOnlyList<PixelRegion> regions) => (_labels, Width, Height, Regions) = (labels, width, height, regions);

    public int Width { get; }

    public int Height { get; }

    /// <summary>By class, those of a class from the top.</summary>
    public IReadOnlyList<PixelRegion> Regions { get; }

    /// <summary>Of each pixel, rows from the top, its place in <see cref="Regions"/>.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <param name="classes">Rows from the top.</param>
    /// <param name="diagonally">Pixels that touch at a corner are connected.</param>
    public static PixelRegions Of(ReadOnlySpan<byte> classes, int width, int height, bool diagonally)
    {
        if (classes.Length != width * height) throw new ArgumentException($"A class map of {classes.Length} pixels, expected {width} x {height}.");
        var labels = new int[classes.Length];
        var parents = Join(classes, labels, width, diagonally);
        return new(labels, width, height, Number(classes, labels, width, parents));
    }

    private static List<int> Join(ReadOnlySpan<byte> classes, int[] labels, int width, bool diagonally)
    {
        var parents = new List<int>();
        for (var i = 0; i < labels.Length; i++)
        {
            var x = i % width;
            var label = -1;
            if (x > 0) Take(i - 1, classes, labels);
            if (i >= width)
            {
                Take(i - width, classes, labels);
                if (diagonally && x > 0) Take(i - width - 1, classes, labels);
                if (diagonally && x < width - 1) Take(i - width + 1, classes, labels);
            }

            if (label < 0) parents.Add(label = parents.Count);
            labels[i] = label;

            void Take(int neighbour, ReadOnlySpan<byte> of, int[] known)
            {
                if (of[neighbour] != of[i]) return;
                var root = RootOf(parents, known[neighbour]);
                if (label < 0) label = root;
                else if (root != label)
                {
                    // The smaller one leads, so that roots come before those they lead.
                    var (first, second) = (Math.Min(root, label), Math.Max(root, label));
                    parents[second] = first;
                    label = first;
                }
            }
        }

        return parents;
    }

    private static PixelRegion[] Number(ReadOnlySpan<byte> classes, int[] labels, int width, List<int> parents)
    {
        var found = new List<(byte Class, int Area, int Left, int Top, int Right, int Bottom)>();
        var placeOf = new int[parents.Count];
        Array.Fill(placeOf, -1);
        for (var i = 0; i < labels.Length; i++)
        {
            var root = RootOf(parents, labels[i]);
            var (x, y) = (i % width, i / width);
            if (placeOf[root] < 0)
            {
                placeOf[root] = found.Count;
                found.Add((classes[i], 0, x, y, x, y));
            }

            var place = labels[i] = placeOf[root];
            var one = found[place];
            found[place] = (one.Class, one.Area + 1, Math.Min(one.Left, x), one.Top, Math.Max(one.Right, x), y);
        }

        var order = Enumerable.Range(0, found.Count).OrderBy(i => found[i].Class).ToArray();
        var newPlace = new int[order.Length];
        for (var i = 0; i < order.Length; i++) newPlace[order[i]] = i;
        for (var i = 0; i < labels.Length; i++) labels[i] = newPlace[labels[i]];
        return [.. order.Select(i => found[i]).Select(one => new PixelRegion(one.Class, one.Area, one.Left, one.Top, one.Right - one.Left + 1, one.Bottom - one.Top + 1))];
    }

    private static int RootOf(List<int> parents, int label)
    {
        while (parents[label] != label) label = parents[label] = parents[parents[label]];
        return label;
    }
}
