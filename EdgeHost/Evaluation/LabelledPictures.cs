namespace SegEdge.EdgeHost.Evaluation;

/// <summary>Reads lists of labelled pictures.</summary>
internal static class LabelledPictures
{
    /// <param name="area">Folder beside the list, for lists that do not name the area themselves.</param>
    /// <param name="most">0 takes all.</param>
    /// <exception cref="UsageException">No list, a line that is no pair, a file that is not there; all problems listed.</exception>
    public static IReadOnlyList<LabelledPicture> Read(FileInfo list, string? area, int most)
    {
        if (!list.Exists) throw new UsageException($"{list.FullName}: no such list.");
        var problems = new List<string>();
        var pairs = new List<LabelledPicture>();
        foreach (var (number, line) in File.ReadLines(list.FullName).Index())
        {
            if (string.IsNullOrWhiteSpace(line) || (most > 0 && pairs.Count == most)) continue;
            var parts = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length is not (2 or 3))
            {
                problems.Add($"{list.FullName}, line {number + 1}: {parts.Length} paths, expected a picture, its labels and if wanted an area.");
                continue;
            }
            var paths = parts.Select(p => Path.Combine(list.DirectoryName!, p)).ToList();
            if (area is not null && paths.Count == 2) paths.Add(Path.Combine(list.DirectoryName!, area, Path.GetFileName(paths[1])));
            problems.AddRange(paths.Where(p => !File.Exists(p)).Select(p => $"{list.FullName}, line {number + 1}: {p}: no such file."));
            pairs.Add(new LabelledPicture(paths[0], paths[1], paths.ElementAtOrDefault(2)));
        }
        if (pairs.Count == 0 && problems.Count == 0) problems.Add($"{list.FullName}: names no pictures.");
        return problems.Count == 0 ? pairs : throw new UsageException(problems);
    }
}
