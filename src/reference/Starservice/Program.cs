using Shared;
using Starservice;

return await CommandLine.RunAsync(StarserviceCommand.Create(), args);
