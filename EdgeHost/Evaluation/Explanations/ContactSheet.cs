using OpenCvSharp;
using SegEdge.EdgeHost.Sinks;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>Maps side by side, one row a question: what the numbers were made of, for eyes.</summary>
internal sealed class ContactSheet : IDisposable
{
    private const int TileWidth = 256, StripHeight = 20, Gap = 4;

    private readonly List<List<Mat>> _rows = [];

    /// <summary>A new row; its first tile is the picture.</summary>
    /// <param name="picture">uint8 BGR.</param>
    public void Begin(string title, Mat picture) => _rows.Add([Tile(title, picture)]);

    /// <summary>The next tile of the row.</summary>
    public void Add(string label, Mat picture, SaliencyMap map) => _rows[^1].Add(Tile(label, picture, map));

    /// <summary>A new row of tiles that were made before.</summary>
    /// <param name="tiles">Of <see cref="Tile(string, Mat)"/>; the sheet disposes them.</param>
    public void AddRow(IEnumerable<Mat> tiles) => _rows.Add([.. tiles]);

    /// <param name="picture">uint8 BGR.</param>
    public static Mat Tile(string label, Mat picture)
    {
        using var sized = Sized(picture);
        return Labelled(label, sized);
    }

    public static Mat Tile(string label, Mat picture, SaliencyMap map)
    {
        using var sized = Sized(picture);
        using var drawn = Heatmap.Draw(sized, map);
        return Labelled(label, drawn);
    }

    /// <summary>A PNG; nothing where there are no rows.</summary>
    public void Write(string path)
    {
        if (_rows.Count == 0) return;
        int RowHeight(List<Mat> row) => row.Max(t => t.Height) + Gap;
        using var sheet = new Mat(_rows.Sum(RowHeight) + Gap, (_rows.Max(r => r.Count) * (TileWidth + Gap)) + Gap, MatType.CV_8UC3, Scalar.White);
        var y = Gap;
        foreach (var row in _rows)
        {
            for (var i = 0; i < row.Count; i++)
            {
                using var place = new Mat(sheet, new Rect(Gap + (i * (TileWidth + Gap)), y, row[i].Width, row[i].Height));
                row[i].CopyTo(place);
            }
            y += RowHeight(row);
        }
        Pictures.WritePng(path, sheet);
    }

    public void Dispose()
    {
        foreach (var tile in _rows.SelectMany(r => r)) tile.Dispose();
    }

    private static Mat Labelled(string label, Mat picture)
    {
        var tile = new Mat();
        Cv2.CopyMakeBorder(picture, tile, StripHeight, 0, 0, 0, BorderTypes.Constant, Scalar.White);
        Cv2.PutText(tile, label, new Point(2, StripHeight - 6), HersheyFonts.HersheySimplex, 0.4, Scalar.Black, 1, LineTypes.AntiAlias);
        return tile;
    }

    private static Mat Sized(Mat picture)
    {
        var sized = new Mat();
        Cv2.Resize(picture, sized, new Size(TileWidth, Math.Max(1, (int)Math.Round((double)picture.Height * TileWidth / picture.Width))), interpolation: InterpolationFlags.Linear);
        return sized;
    }
}
