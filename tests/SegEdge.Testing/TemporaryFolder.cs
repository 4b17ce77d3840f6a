namespace SegEdge.Testing;

/// <summary>An empty folder that goes away with the test.</summary>
/// <param name="inMemory">Where the system has such a place: for tests of hundreds of small files to which no flush of a disk matters.</param>
public sealed class TemporaryFolder(bool inMemory = false) : IDisposable
{
    private const string Memory = "/dev/shm";

    public string Path { get; } = inMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"segedge-test-{Guid.NewGuid():n}")).FullName
        : Directory.CreateTempSubdirectory("segedge-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
