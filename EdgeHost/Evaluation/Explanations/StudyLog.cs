using System.Globalization;

namespace SegEdge.EdgeHost.Evaluation.Explanations;

/// <summary>The measurements of a study as a CSV file that only grows. A map's rows are written at once and end with <c>done</c>, so that a study
/// that was interrupted goes on where it stopped.</summary>
internal sealed class StudyLog : IDisposable
{
    private const string Header = "model,frame,target,seed,method,metric,value";

    private readonly HashSet<string> _done = [];
    private readonly StreamWriter _file;

    /// <exception cref="UsageException">The file is there and no study.</exception>
    public StudyLog(string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length > 0)
        {
            if (File.ReadLines(path).First() != Header) throw new UsageException($"{path}: its first line is not '{Header}'; no study that goes on here, choose another folder.");
            var complete = new List<string> { Header };
            var open = new List<string>();
            foreach (var line in File.ReadLines(path).Skip(1))
            {
                open.Add(line);
                if (line.Split(',') is not [var model, var frame, var target, var seed, var method, "done", "1"]) continue;
                _done.Add(string.Join(',', model, frame, target, seed, method));
                complete.AddRange(open);
                open.Clear();
            }
            // A study of hours is not lost to a kill in this moment.
            var arriving = path + ".part";
            File.WriteAllLines(arriving, complete);
            File.Move(arriving, path, overwrite: true);
        }
        else File.WriteAllText(path, Header + Environment.NewLine);
        _file = new StreamWriter(path, append: true);
    }

    public bool Has(StudyMap map) => _done.Contains(Key(map));

    public void Add(StudyMap map, IEnumerable<(string Metric, double Value)> values)
    {
        foreach (var (metric, value) in values) _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Key(map)},{metric},{value:R}"));
        _file.WriteLine(Key(map) + ",done,1");
        _file.Flush();
        _done.Add(Key(map));
    }

    public void Dispose() => _file.Dispose();

    private static string Key(StudyMap map) =>
        string.Create(CultureInfo.InvariantCulture, $"{Cell(map.Model)},{Cell(map.Frame)},{Cell(map.Target)},{map.Seed},{map.Method}");

    private static string Cell(string text) => text.Replace(',', ';');
}
