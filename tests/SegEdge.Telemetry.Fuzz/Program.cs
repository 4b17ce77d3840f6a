using SegEdge.Telemetry.Fuzz;
using SharpFuzz;

switch (args)
{
    case ["seeds", var folder]: // the corpus to start from
        foreach (var decoder in Decoders.All)
            for (var i = 0; i < decoder.Seeds.Count; i++)
                File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, decoder.Name)).FullName, $"{i}"), decoder.Seeds[i]);
        return 0;
    case ["mutate", var name, var count]: // without a fuzzer: not guided by coverage
        Console.WriteLine($"{Campaign.Run(Decoders.Find(name), long.Parse(count), Environment.TickCount)} of {count} were good");
        return 0;
    case ["libfuzzer", var name]:
        var target = Decoders.Find(name);
        Fuzzer.LibFuzzer.Run(input => target.Run(input.ToArray()));
        return 0;
    case ["afl", var name]: // AFL gives each input on standard input
        var one = Decoders.Find(name);
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            one.Run(input.ToArray());
        });
        return 0;
    case ["again", var name, .. var files]: // what a fuzzer found
        foreach (var path in files) Console.WriteLine($"{path}: {(Decoders.Find(name).Run(File.ReadAllBytes(path)) ? "good" : "refused")}");
        return 0;
    default:
        Console.Error.WriteLine($"usage: SegEdge.Telemetry.Fuzz seeds DIR | mutate NAME COUNT | libfuzzer NAME | afl NAME | again NAME FILE...; names: {string.Join(", ", Decoders.All.Select(d => d.Name))}");
        return 2;
}
