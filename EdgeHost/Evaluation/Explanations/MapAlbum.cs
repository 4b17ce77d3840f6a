using System.Globalization;
using OpenCvSharp;
using SegEdge.EdgeHost.Sinks;
using SegEdge.Explain;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>The maps of a study's first questions for eyes: a tile on disk for each as soon as it is made, so that a study that goes on has those from before; and a sheet of them all.</summary>
/// <param name="folder">Gets a folder <c>maps</c> with the tiles, and <c>maps.png</c>.</param>
/// <param name="most">Questions; what comes later is not drawn.</param>
internal sealed class MapAlbum(DirectoryInfo folder, IReadOnlyList<string> methods, int most)
{
    private const string Picture = "picture";

    private readonly string _tiles = Path.Combine(folder.FullName, "maps");

    public void Add(StudyMap at, Mat picture, SaliencyMap map)
    {
        var name = FileNameOf($" {at.Frame} {at.Target} {at.Seed}");
        string[] known = [.. Questions()];
        var question = Array.Find(known, q => q.EndsWith(name, StringComparison.Ordinal));
        if (question is null)
        {
            if (known.Length >= most) return;
            question = Path.Combine(_tiles, string.Create(CultureInfo.InvariantCulture, $"{known.Length:000}{name}"));
            Directory.CreateDirectory(question);
            Write(question, Picture, ContactSheet.Tile($"{at.Frame} {at.Target}", picture));
        }
        Write(question, at.Method, ContactSheet.Tile(at.Method, picture, map));
    }

    public void WriteSheet()
    {
        using var sheet = new ContactSheet();
        foreach (var question in Questions().Order(StringComparer.Ordinal))
            sheet.AddRow(methods.Prepend(Picture).Select(m => FileOf(question, m)).Where(File.Exists).Select(f => Cv2.ImRead(f, ImreadModes.Color)));
        sheet.Write(Path.Combine(folder.FullName, "maps.png"));
    }

    private IEnumerable<string> Questions() => Directory.Exists(_tiles) ? Directory.EnumerateDirectories(_tiles) : [];

    private static void Write(string question, string name, Mat tile)
    {
        using (tile) Pictures.WritePng(FileOf(question, name), tile);
    }

    private static string FileOf(string question, string name) => Path.Combine(question, FileNameOf(name) + ".png");

    private static string FileNameOf(string text) => string.Join('-', text.Split(Path.GetInvalidFileNameChars()));
}
